/** Opens a window of a browser of the Chromium family and says when it was closed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { coverHeld } from '@comice/core/descriptors'
import { HANDED_OVER_MS, WINDOW_HEIGHT_PX, WINDOW_WIDTH_PX } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import { type Place, reachablePlace } from './browser-place.ts'

/**
 * | how it ended | means |
 * |---|---|
 * | closed | the window was closed |
 * | handed-over | a window with the same data was open already: that browser opened another and goes on |
 * | aborted | the launcher was told to end, and closed the window |
 */
export type WindowEnd = 'closed' | 'handed-over' | 'aborted'

export interface WindowOptions {
  readonly browser: string
  /** A page that sends the browser on to the address: so no code stands in a browser's arguments. */
  readonly launchFile: string
  /** The browser's data: with its own it is a window, and a process, of its own. */
  readonly dataDir: string
  /**
   * Host names and addresses that this browser may reach, for pages whose author is a stranger. A policy of the page
   * stops no navigation and no WebRTC; without this option the browser is not kept from anything.
   */
  readonly onlyHosts?: readonly string[] | undefined
  /** Environment of the browser: which display it has. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly signal: AbortSignal
}

/** A browser reads and says nothing here. */
const NOTHING = ['ignore', 'ignore', 'ignore'] as const

/** Resolves when the window is gone. @throws BROWSER_FAILED, BROWSER_HOST_INVALID */
export async function showWindow(options: WindowOptions): Promise<WindowEnd> {
  const { browser, signal } = options
  const place = await reachablePlace(browser, options)
  const args = browserArguments(place, options.onlyHosts)
  const startedAt = Date.now()
  if (signal.aborted) return 'aborted'
  const child = spawn(browser, args, { stdio: coverHeld(NOTHING), env: options.env ?? process.env })
  const close = () => child.kill('SIGTERM')
  signal.addEventListener('abort', close)
  try {
    const code = await ended(child, browser)
    if (signal.aborted) return 'aborted'
    // Above 128 stands a signal: somebody ended it.
    if (Date.now() - startedAt > HANDED_OVER_MS || code === null || code > 128) return 'closed'
    if (code === 0) return 'handed-over'
    throw HostErrors.BROWSER_FAILED({ browser, reason: `it ended with ${code}` })
  } finally {
    signal.removeEventListener('abort', close)
  }
}

function browserArguments(
  { launchFile, dataDir }: Place,
  onlyHosts: readonly string[] | undefined,
): string[] {
  return [
    `--app=${pathToFileURL(launchFile).href}`,
    `--user-data-dir=${dataDir}`,
    `--window-size=${WINDOW_WIDTH_PX},${WINDOW_HEIGHT_PX}`,
    '--class=comice',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    ...(onlyHosts === undefined ? [] : confinement(onlyHosts)),
    ...(isRoot() ? ['--no-sandbox'] : []),
  ]
}

/** A comma or a space would begin another rule. */
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/i

/**
 * Nothing else has an address for this browser, addresses written as numbers among them; WebRTC sends only through a
 * proxy, and there is none.
 */
function confinement(hosts: readonly string[]): string[] {
  for (const host of hosts) if (!HOST.test(host)) throw HostErrors.BROWSER_HOST_INVALID({ host })
  return [
    `--host-resolver-rules=${['MAP * ~NOTFOUND', ...hosts.map((host) => `EXCLUDE ${host}`)].join(', ')}`,
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
    '--no-pings',
    // A proxy would be asked for names that this browser may not look up itself.
    '--no-proxy-server',
  ]
}

/** Chromium refuses to run its sandbox as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

function ended(child: ChildProcess, browser: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(HostErrors.BROWSER_FAILED({ browser, reason: error.message })))
    child.once('exit', (code) => resolve(code))
  })
}

/** Runs a command that hands the page to a browser and ends. @throws BROWSER_FAILED */
export async function handOver([command, ...args]: readonly [string, ...string[]]): Promise<void> {
  const code = await ended(spawn(command, args, { stdio: coverHeld(NOTHING) }), command)
  if (code !== 0)
    throw HostErrors.BROWSER_FAILED({ browser: command, reason: `it ended with ${code ?? 'a signal'}` })
}
