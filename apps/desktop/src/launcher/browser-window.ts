/** Opens the window and says when it was closed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { HANDED_OVER_MS, WINDOW_HEIGHT_PX, WINDOW_WIDTH_PX } from './constants.ts'
import { LauncherErrors } from './errors.ts'

/**
 * | how it ended | means |
 * |---|---|
 * | closed | the window was closed |
 * | handed-over | a window of this profile was open already: that browser opened another and goes on |
 * | aborted | the launcher was told to end, and closed the window |
 */
export type WindowEnd = 'closed' | 'handed-over' | 'aborted'

export interface WindowOptions {
  readonly browser: string
  /** A page that sends the browser on to the address: so no code stands in a browser's arguments. */
  readonly launchFile: string
  readonly profileDir: string
  readonly signal: AbortSignal
}

/** Resolves when the window is gone. @throws BROWSER_FAILED */
export async function showWindow({
  browser,
  launchFile,
  profileDir,
  signal,
}: WindowOptions): Promise<WindowEnd> {
  const place = await reachable(browser, { launchFile, profileDir })
  const startedAt = Date.now()
  const child = spawn(browser, browserArguments(place), { stdio: 'ignore' })
  const close = () => child.kill('SIGTERM')
  signal.addEventListener('abort', close)
  try {
    const code = await ended(child, browser)
    if (signal.aborted) return 'aborted'
    // Above 128 stands a signal: somebody ended it.
    if (Date.now() - startedAt > HANDED_OVER_MS || code === null || code > 128) return 'closed'
    if (code === 0) return 'handed-over'
    throw LauncherErrors.BROWSER_FAILED({ browser, reason: `it ended with ${code}` })
  } finally {
    signal.removeEventListener('abort', close)
  }
}

interface Place {
  readonly launchFile: string
  readonly profileDir: string
}

/** A browser from a snap sees no hidden folder of the home, where profiles are: it gets a place in its own. */
async function reachable(browser: string, place: Place): Promise<Place> {
  const snap = /^\/snap\/bin\/([\w-]+)$/.exec(browser)?.[1]
  if (snap === undefined) return place
  const dir = path.join(homedir(), 'snap', snap, 'common', 'comice', path.basename(place.profileDir))
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const launchFile = path.join(dir, 'open-window.html')
  await copyFile(place.launchFile, launchFile)
  await chmod(launchFile, 0o600)
  return { launchFile, profileDir: dir }
}

function browserArguments({ launchFile, profileDir }: Place): string[] {
  return [
    `--app=${pathToFileURL(launchFile).href}`,
    // Its own data folder makes it a window, and a process, of its own.
    `--user-data-dir=${path.join(profileDir, 'window')}`,
    `--window-size=${WINDOW_WIDTH_PX},${WINDOW_HEIGHT_PX}`,
    '--class=comice',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    ...(isRoot() ? ['--no-sandbox'] : []),
  ]
}

/** Chromium refuses to run its sandbox as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

function ended(child: ChildProcess, browser: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(LauncherErrors.BROWSER_FAILED({ browser, reason: error.message })))
    child.once('exit', (code) => resolve(code))
  })
}

/** Runs a command that hands the page to a browser and ends. @throws BROWSER_FAILED */
export async function handOver([command, ...args]: readonly [string, ...string[]]): Promise<void> {
  const code = await ended(spawn(command, args, { stdio: 'ignore' }), command)
  if (code !== 0)
    throw LauncherErrors.BROWSER_FAILED({ browser: command, reason: `it ended with ${code ?? 'a signal'}` })
}
