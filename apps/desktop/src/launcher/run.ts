/** Attaches to the node, opens the window, and stays until it is closed. */
import { createInterface } from 'node:readline'
import { toComiceError } from '@comice/client'
import { type ComiceError, ExitCode, isComiceError } from '@comice/protocol'
import { type AttachedNode, attachNode } from './attached-node.ts'
import { handOver, isRoot, showWindow } from './browser-window.ts'
import { defaultBrowser, findBrowser, hasDisplay } from './browsers.ts'
import { readOptions } from './options.ts'

/** Runs the launcher and gives its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const ending = new AbortController()
  const end = () => ending.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  try {
    const options = readOptions(args)
    await using node = await attachNode(options)
    await (options.print || !hasDisplay()
      ? printAddress(node, ending.signal)
      : openWindow(node, ending.signal))
    return ExitCode.Ok
  } catch (error) {
    const named = isComiceError(error) ? error : toComiceError(error)
    say(`${named.message}${named.hint === undefined ? '' : `; ${named.hint}`}`)
    return exitCodeOf(named)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end)
  }
}

function exitCodeOf(error: ComiceError): number {
  return error.exitCode
}

async function openWindow(node: AttachedNode, signal: AbortSignal): Promise<void> {
  const browser = findBrowser()
  const { launchFile } = await node.newAddress()
  if (browser === null) {
    say('no browser of the Chromium family was found: opening the default browser; stays until Ctrl-C')
    await handOver(defaultBrowser(launchFile))
    return stay(node, signal)
  }
  if (isRoot()) say('running as root, so the browser runs without its sandbox')
  const closing = new AbortController()
  const window = showWindow({
    browser,
    launchFile,
    profileDir: node.profileDir,
    signal: AbortSignal.any([signal, closing.signal]),
  })
  // A window that cannot reach its node is of no use to anybody, so it ends with it.
  const gone = node.detached.finally(() => closing.abort())
  const end = await Promise.race([window, gone.then(() => 'closed' as const)])
  if (end === 'handed-over') say('opened in the browser that already shows this profile')
}

/** For those who open a browser themselves, or on another machine through a tunnel. */
async function printAddress(node: AttachedNode, signal: AbortSignal): Promise<void> {
  const print = async () => {
    const { url } = await node.newAddress()
    process.stdout.write(`${url}\n`)
  }
  await print()
  if (!process.stdin.isTTY) return stay(node, signal)
  say('the address opens one window, within 30 seconds; Enter prints another, Ctrl-C ends')
  const lines = createInterface({ input: process.stdin })
  try {
    lines.on('line', () => void print().catch((error: unknown) => say(toComiceError(error).message)))
    await stay(node, signal)
  } finally {
    lines.close()
  }
}

function stay(node: AttachedNode, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const told = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  return Promise.race([told, node.detached])
}

function say(text: string): void {
  process.stderr.write(`comice-desktop: ${text}\n`)
}
