/** A real browser. */
import { chmod, writeFile } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'

const PROGRAM = process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium'

const FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const

/** A browser without a window. */
export async function launchBrowser(): Promise<{ browser: Browser } & AsyncDisposable> {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: [...FLAGS] })
  return { browser, [Symbol.asyncDispose]: () => browser.close() }
}

/**
 * A program for COMICE_BROWSER: the browser itself, told not to look for a display, which the machine may not have,
 * and to let a test look inside. Its port stands in `DevToolsActivePort` in its data folder.
 */
export async function writeHeadlessBrowser(file: string): Promise<void> {
  const flags = ['--headless=new', '--remote-debugging-port=0', ...FLAGS]
  await writeFile(file, `#!/bin/sh\nexec ${PROGRAM} ${flags.join(' ')} "$@"\n`)
  await chmod(file, 0o755)
}
