/** A real browser, and pages whose complaints are kept. */
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { NodeProcess } from './node-process.ts'

export const PAGE_DIR = fileURLToPath(new URL('../../dist/window', import.meta.url))

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface WindowPage extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of the console, violations of the policy among them, and uncaught errors. */
  readonly complaints: string[]
}

/** Opens a window of a node, as the launcher does, in a fresh browser context. */
export async function openWindow(
  browser: Browser,
  node: NodeProcess,
  { room, ...options }: BrowserContextOptions & { room?: string } = {},
): Promise<WindowPage> {
  const context = await browser.newContext({
    viewport: { width: 1120, height: 760 },
    locale: 'en-GB',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  const { url } = await node.api.window.open.mutate({
    staticDir: PAGE_DIR,
    ...(room === undefined ? {} : { room }),
  })
  await page.goto(url)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
