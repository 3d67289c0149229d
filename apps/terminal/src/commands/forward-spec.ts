/**
 * `[bind:]port:host:hostport`, as -L and -R of ssh have it; either side may be the absolute path of a socket instead. IPv6 stands in
 * brackets, and a path has no colon.
 */

export interface ForwardSpec {
  readonly listen: ListenSpec
  /** `host:hostport`, brackets and all, or `unix:` and a path. */
  readonly target: string
}

/** Where it listens: brackets and all, 0 for any free port. */
export type ListenSpec =
  | { readonly kind: 'tcp'; readonly bind: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

const LOOPBACK = '127.0.0.1'

/** What ssh's `*` means. */
const ALL = '0.0.0.0'

const HOST = String.raw`\[[0-9A-Fa-f:.]+\]|[^\s:[\]/]+`
const SOCKET = String.raw`/[^:\0]*[^:/\0]`
const LISTEN = String.raw`(?:(?:(?<bind>${HOST}):)?(?<port>\d{1,5})|(?<path>${SOCKET}))`
const TARGET = String.raw`(?:(?<host>${HOST}):(?<hostPort>\d{1,5})|(?<socket>${SOCKET}))`
const FORM = new RegExp(`^${LISTEN}:${TARGET}$`, 'u')

/**
 * Null when it is none. An empty bind address is none, too: for ssh it means all addresses, and is what is left of a variable
 * that was never set.
 */
export function parseForwardSpec(text: string): ForwardSpec | null {
  const parts = FORM.exec(text)?.groups
  if (parts === undefined) return null
  const [listen, target] = [listenOf(parts), targetOf(parts)]
  return listen === null || target === null ? null : { listen, target }
}

type Parts = Readonly<Record<string, string | undefined>>

function listenOf({ bind = LOOPBACK, port = '', path }: Parts): ListenSpec | null {
  if (path !== undefined) return { kind: 'unix', path }
  return isPort(port) ? { kind: 'tcp', bind: bind === '*' ? ALL : bind, port: Number(port) } : null
}

function targetOf({ host = '', hostPort = '', socket }: Parts): string | null {
  if (socket !== undefined) return `unix:${socket}`
  return isPort(hostPort) && Number(hostPort) > 0 ? `${host}:${Number(hostPort)}` : null
}

function isPort(text: string): boolean {
  return Number(text) <= 65_535
}
