/// <reference lib="dom" />
/** A page that wants to run what was not verified, or to send away what it knows. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp } from '../setup/app-windows.ts'
import { launchBrowser } from '../setup/browser.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** Where a hostile page would send things, and what came. */
async function serveCollector() {
  const collected: string[] = []
  const server = createServer((request, response) => {
    collected.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(request.url?.endsWith('.js') ? 'globalThis.ran = "remote"' : '<title>collector</title>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { collected, origin, [Symbol.asyncDispose]: close }
}

/** What the page's scripts find out, and which rules of the policy were broken. */
interface Findings {
  readonly ran: readonly string[]
  readonly broken: readonly string[]
}

async function visit(files: (collector: string) => Record<string, string>) {
  await using dir = await tempDir('hostile')
  await using collector = await serveCollector()
  await using app = await openTestApp(dir, { name: 'mallory', files: files(collector.origin) })
  const context = await browser.newContext()
  await using _context = { [Symbol.asyncDispose]: () => context.close() }
  const page = await context.newPage()
  await page.addInitScript(() => {
    const findings = { ran: [] as string[], broken: [] as string[] }
    Object.assign(globalThis, { findings, ran: (what: string) => findings.ran.push(what) })
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      findings.broken.push(effectiveDirective),
    )
  })
  await page.goto(app.window.origin, { waitUntil: 'commit' })
  await page.waitForFunction(() => document.documentElement.dataset['done'] === 'yes')
  const findings = await page.evaluate(() => (globalThis as unknown as { findings: Findings }).findings)
  return { ...findings, url: page.url().replace(app.window.origin, ''), collected: collector.collected }
}

/** Ends every page below: its own script, which may run. */
const DONE = `addEventListener('load', () => requestAnimationFrame(() => { document.documentElement.dataset.done = 'yes' }))`

test('inline scripts, handlers and javascript: addresses do not run; the page’s own file does', async () => {
  const found = await visit(() => ({
    'index.html': `<!doctype html><title>x</title>
      <script>ran('inline')</script>
      <script nonce="guess">ran('nonce')</script>
      <script type="importmap">{"imports":{"@comice/runtime/ui":"data:text/javascript,ran('map')"}}</script>
      <img src="data:," onerror="ran('handler')">
      <a id="link" href="javascript:ran('link')">x</a>
      <script src="own.js"></script>`,
    'own.js': `ran('own')
      document.body?.insertAdjacentHTML('beforeend', '<img src=x onerror="ran(1)">')
      document.querySelector('#link').click()
      ${DONE}`,
  }))
  expect(found.ran).toEqual(['own'])
  expect(found.broken).toContain('script-src-elem')
  expect(found.broken).toContain('script-src-attr')
})

test('text does not become code: eval, Function, timers, blob: and data: modules and workers', async () => {
  const found = await visit(() => ({
    'index.html': '<!doctype html><title>x</title><script type="module" src="own.js"></script>',
    'own.js': `
      const attempt = async (name, work) => { try { await work(); ran(name) } catch {} }
      await attempt('eval', () => (0, eval)('1'))
      await attempt('Function', () => new Function('return 1')())
      setTimeout("ran('timer')", 0)
      const blob = URL.createObjectURL(new Blob(['globalThis.ran?.("blob")'], { type: 'text/javascript' }))
      await attempt('blob module', () => import(blob))
      await attempt('data module', () => import('data:text/javascript,1'))
      await attempt('blob worker', () => new Promise((resolve, reject) => {
        const worker = new Worker(blob); worker.onerror = reject; worker.onmessage = resolve }))
      await attempt('wasm', () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))
      requestAnimationFrame(() => { document.documentElement.dataset.done = 'yes' })`,
  }))
  expect(found.ran).toEqual(['wasm'])
})

test('nothing is loaded from elsewhere, and nothing is framed', async () => {
  const found = await visit((collector) => ({
    'index.html': `<!doctype html><title>x</title>
      <base href="${collector}/">
      <link rel="stylesheet" href="${collector}/a.css"><link rel="preload" as="image" href="${collector}/b.png">
      <link rel="prefetch" href="${collector}/c"><link rel="modulepreload" href="${collector}/m.js">
      <link rel="manifest" href="${collector}/app.webmanifest"><link rel="icon" href="${collector}/icon.png">
      <style>@import "${collector}/i.css"; @font-face { font-family: f; src: url(${collector}/f.woff) }
        body { font-family: f; background: url(${collector}/bg.png?secret) }</style>
      <body>text<script src="${collector}/remote.js"></script><img src="${collector}/i.png">
      <video src="${collector}/v.webm"></video><object data="${collector}/o"></object><embed src="${collector}/e">
      <iframe src="${collector}/frame"></iframe><iframe src="/own.js"></iframe>
      <iframe srcdoc="<script>parent.ran('srcdoc')</script>"></iframe>
      <script src="/own.js"></script>`,
    'own.js': DONE,
  }))
  expect(found.ran).toEqual([])
  expect(found.collected).toEqual([])
  for (const directive of [
    'base-uri',
    'frame-src',
    'img-src',
    'object-src',
    'script-src-elem',
    'style-src-elem',
  ])
    expect(found.broken).toContain(directive)
})

test('a form posts nothing, to anywhere', async () => {
  const found = await visit((collector) => ({
    'index.html': `<!doctype html><title>x</title>
      <form id="out" method="post" action="${collector}/post"><input name="secret" value="1"></form>
      <form id="own" method="post" action="/.comice/session"><input name="secret" value="1"></form>
      <script type="module" src="own.js"></script>`,
    'own.js': `for (const form of document.forms) {
        const refused = new Promise((resolve) => addEventListener('securitypolicyviolation', resolve, { once: true }))
        form.submit()
        await refused
      }
      document.documentElement.dataset.done = 'yes'`,
  }))
  expect(found.broken).toEqual(['form-action', 'form-action'])
  expect(found.url).toBe('/')
  expect(found.collected).toEqual([])
})

test('a page that wants Trusted Types gets them by asking in its own head', async () => {
  const found = await visit(() => ({
    'index.html': `<!doctype html><head><title>x</title>
      <meta http-equiv="content-security-policy" content="require-trusted-types-for 'script'">
      <script type="module" src="own.js"></script>`,
    'own.js': `try { document.body.innerHTML = '<b>x</b>'; ran('innerHTML') } catch { ran('refused') }
      requestAnimationFrame(() => { document.documentElement.dataset.done = 'yes' })`,
  }))
  expect(found.ran).toEqual(['refused'])
})
