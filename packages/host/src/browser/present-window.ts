/** Shows a page in whatever way this machine can, and stays until that is over. */
import { createInterface } from 'node:readline'
import { isComiceError } from '@comice/protocol/errors'
import { handOver, isRoot, showWindow, type WindowEnd } from './browser-window.ts'
import { defaultBrowser, findBrowser, hasDisplay } from './browsers.ts'

export interface PageToShow {
  /** A new address, good for one window that opens within seconds, and the file that leads there. */
  newAddress(): Promise<{ readonly url: string; readonly launchFile: string }>
  /** Where the browser keeps its data of this page. */
  readonly dataDir: string
  /** Hosts that the browser may reach; all when absent. See {@link WindowOptions.onlyHosts}. */
  readonly onlyHosts?: readonly string[] | undefined
  /** Rejects when there is nothing left to show. */
  readonly gone: Promise<void>
}

/** How the person is told. */
export interface Presenter {
  /** Print the address also where a window could be shown. */
  readonly print: boolean
  /** Something to know, for people. */
  readonly say: (text: string) => void
  /** An address, for people and programs. */
  readonly write: (url: string) => void
  readonly signal: AbortSignal
}

/**
 * A window of a Chromium browser; without one a tab of the default browser; without a display the printed address.
 * @throws BROWSER_FAILED, and what `gone` rejects with
 */
export async function presentWindow(page: PageToShow, presenter: Presenter): Promise<WindowEnd> {
  // Looked at in every branch below; until then a rejection is no accident.
  page.gone.catch(() => undefined)
  if (presenter.print || !hasDisplay()) return printAddress(page, presenter)
  const browser = findBrowser()
  return browser === null ? openTab(page, presenter) : openWindow(browser, page, presenter)
}

async function openWindow(browser: string, page: PageToShow, presenter: Presenter): Promise<WindowEnd> {
  const { launchFile } = await page.newAddress()
  if (isRoot()) presenter.say('running as root, so the browser runs without its sandbox')
  const closing = new AbortController()
  const window = showWindow({
    browser,
    launchFile,
    dataDir: page.dataDir,
    onlyHosts: page.onlyHosts,
    signal: AbortSignal.any([presenter.signal, closing.signal]),
  })
  // A window that cannot reach its node is of no use to anybody, so it ends with it.
  const gone = page.gone.finally(() => closing.abort())
  const end = await Promise.race([window, gone.then(() => 'closed' as const)])
  if (end === 'handed-over') presenter.say('opened in the browser that already shows this')
  return end
}

async function openTab(page: PageToShow, presenter: Presenter): Promise<WindowEnd> {
  const { launchFile } = await page.newAddress()
  presenter.say(
    'no browser of the Chromium family was found: opening the default browser; stays until Ctrl-C',
  )
  if (page.onlyHosts !== undefined)
    presenter.say('this browser cannot be kept from other addresses: the page could send what it knows there')
  await handOver(defaultBrowser(launchFile))
  return stay(page, presenter.signal)
}

/** For those who open a browser themselves, or on another machine through a tunnel. */
async function printAddress(page: PageToShow, { say, write, signal }: Presenter): Promise<WindowEnd> {
  const print = async () => write((await page.newAddress()).url)
  await print()
  if (!process.stdin.isTTY) return stay(page, signal)
  say('the address opens one window, within 30 seconds; Enter prints another, Ctrl-C ends')
  const lines = createInterface({ input: process.stdin })
  try {
    lines.on('line', () => void print().catch((error: unknown) => say(reasonOf(error))))
    return await stay(page, signal)
  } finally {
    lines.close()
  }
}

function reasonOf(error: unknown): string {
  if (isComiceError(error) && error.hint !== undefined) return `${error.message}; ${error.hint}`
  return error instanceof Error ? error.message : String(error)
}

async function stay({ gone }: PageToShow, signal: AbortSignal): Promise<WindowEnd> {
  if (signal.aborted) return 'aborted'
  const told = new Promise<'aborted'>((resolve) =>
    signal.addEventListener('abort', () => resolve('aborted'), { once: true }),
  )
  return Promise.race([told, gone.then(() => 'closed' as const)])
}
