/** `[bind:]port:host:hostport`, as -L and -R of ssh have it. IPv6 stands in brackets. */

export interface ForwardSpec {
  /** Where it listens, brackets and all. */
  readonly bind: string
  /** 0 is any free one. */
  readonly port: number
  /** `host:hostport`, brackets and all. */
  readonly target: string
}

const LOOPBACK = '127.0.0.1'

/** What ssh's `*` means. */
const ALL = '0.0.0.0'

const HOST = String.raw`\[[0-9A-Fa-f:.]+\]|[^\s:[\]/]+`
const FORM = new RegExp(String.raw`^(?:(${HOST}):)?(\d{1,5}):(${HOST}):(\d{1,5})$`, 'u')

/**
 * Null when it is none. An empty bind address is none, too: for ssh it means all addresses, and is what is left of a variable
 * that was never set.
 */
export function parseForwardSpec(text: string): ForwardSpec | null {
  const [, bind = LOOPBACK, port, host, hostPort] = FORM.exec(text) ?? []
  if (port === undefined || !isPort(port) || !isPort(hostPort) || Number(hostPort) === 0) return null
  return { bind: bind === '*' ? ALL : bind, port: Number(port), target: `${host}:${Number(hostPort)}` }
}

function isPort(text: string | undefined): boolean {
  return Number(text) <= 65_535
}
