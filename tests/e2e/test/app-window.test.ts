/// <reference lib="dom" />
/** An app's page in the very window that faces open for it: it has its backend, and no way out. */
import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { presentWindow } from '@comice/host/browser'
import { type AppWindow, startAppWindow } from '@comice/platform'
import { createChannelPair, servePage } from '@comice/runtime/page'
import { keyPairOf, tempDir, type TempDir, waitFor } from '@comice/testkit'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'

const PAGE = `import { connect } from '@comice/runtime/ui'
const { api } = connect<{ secret(): string }>()
document.title = await api.secret()
`

async function startApp(dir: TempDir): Promise<AppWindow> {
  const files = dir.join('files')
  await mkdir(files)
  await writeFile(`${files}/index.html`, '<!doctype html><script type="module" src="page.ts"></script>')
  await writeFile(`${files}/page.ts`, PAGE)
  return startAppWindow({
    checkout: { dir: files, version: '0.1' },
    app: { key: keyPairOf('mallory').publicKey, name: 'mallory' },
    permissions: { net: [] },
    bridge: {
      open: async () => {
        const [nodeEnd, backendEnd] = createChannelPair()
        void servePage({ secret: () => 'what the page knows' }, backendEnd)
        return nodeEnd
      },
    },
    dir: dir.join('window'),
  })
}

/** Chromium itself, told not to look for the display that this machine may not have, and to let a test in. */
async function useHeadlessBrowser(dir: TempDir): Promise<void> {
  const before = { browser: process.env['COMICE_BROWSER'], display: process.env['DISPLAY'] }
  const file = dir.join('headless-chromium')
  const flags = '--headless=new --disable-gpu --remote-debugging-port=0'
  await writeFile(file, `#!/bin/sh\nexec ${before.browser ?? '/usr/bin/chromium'} ${flags} "$@"\n`)
  await chmod(file, 0o755)
  Object.assign(process.env, { COMICE_BROWSER: file, DISPLAY: ':none' })
  onTestFinished(() => {
    delete process.env['COMICE_BROWSER']
    delete process.env['DISPLAY']
    if (before.browser !== undefined) process.env['COMICE_BROWSER'] = before.browser
    if (before.display !== undefined) process.env['DISPLAY'] = before.display
  })
}

async function serveCollector() {
  const collected: string[] = []
  const server = createServer((request, response) => {
    collected.push(request.url ?? '')
    response.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { collected, port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}

test('a page talks to its backend in a window of its own, and navigating away tells nobody what it knows', async () => {
  await using dir = await tempDir('app-window')
  await using collector = await serveCollector()
  await using app = await startApp(dir)
  await useHeadlessBrowser(dir)
  const ending = new AbortController()
  const shown = presentWindow(
    {
      newAddress: () => app.open(),
      dataDir: app.browserDir,
      onlyHosts: app.hosts,
      gone: new Promise(() => undefined),
    },
    { print: false, say: () => undefined, write: () => undefined, signal: ending.signal },
  )
  await using _shown = {
    [Symbol.asyncDispose]: async () => {
      ending.abort()
      expect(await shown).toBe('aborted')
    },
  }
  const portFile = `${app.browserDir}/DevToolsActivePort`
  const debugPort = await waitFor(
    async () => (await readFile(portFile, 'utf8').catch(() => '')).split('\n')[0],
    { timeoutMs: 40_000 },
  )
  const driver = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`)
  const page = await waitFor(() =>
    driver
      .contexts()[0]
      ?.pages()
      .find((each) => each.url().startsWith(app.origin)),
  )
  await page.waitForFunction(() => document.title === 'what the page knows')
  expect(app.pages).toBe(1)

  for (const host of ['127.0.0.1', 'localhost', 'collector.localhost']) {
    await page.evaluate(
      (to) => location.assign(`${to}/?${encodeURIComponent(document.title)}`),
      `http://${host}:${collector.port}`,
    )
    await waitFor(() => page.url().startsWith('chrome-error:'))
    // The browser may have kept the page as it was, which is no load.
    // Until the error's page has taken its place, the browser says that there is none to go back from.
    await waitFor(() =>
      page.goBack({ waitUntil: 'commit' }).then(
        () => true,
        () => false,
      ),
    )
    await page.waitForFunction(() => document.title === 'what the page knows')
  }
  expect(collector.collected).toEqual([])
})
