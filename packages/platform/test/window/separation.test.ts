/// <reference lib="dom" />
/** Two apps in one browser, which is the worst case: the default browser, where nothing keeps them apart but their origins. */
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tempDir } from '@comice/testkit'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { openTestApp } from '../setup/app-windows.ts'
import { launchBrowser } from '../setup/browser.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const FILES = {
  'index.html':
    '<!doctype html><html lang="en"><title>app</title><script type="module" src="page.js"></script>',
  'page.js': `import { connect } from '@comice/runtime/ui'\nObject.assign(globalThis, { page: connect(), load: (url) => import(url) })`,
  'library.js': 'globalThis.loaded = true',
  'style.css': 'body { color: red }',
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
  'sw.js': 'oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim())',
}

/** What the page left for whoever looks. */
interface Shared {
  page: { api: { whoami(): Promise<string> } }
  load(url: string): Promise<unknown>
}

/** Stands for the node's API: any other server on loopback, which keeps who asked. */
async function serveOther() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.end('reached')
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (_, request) => asked.push(`socket ${request.url}`))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { asked, port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const dir = opening.use(await tempDir('separation'))
  const [alice, mallory] = [
    opening.use(await openTestApp(dir, { name: 'alice', files: FILES, api: { whoami: () => 'alice' } })),
    opening.use(await openTestApp(dir, { name: 'mallory', files: FILES, api: { whoami: () => 'mallory' } })),
  ]
  const context = await browser.newContext()
  opening.defer(() => context.close())
  const pages = {
    alice: await openPage(context, (await alice.window.open()).url),
    mallory: await openPage(context, (await mallory.window.open()).url),
  }
  const open = opening.move()
  const origins = { alice: alice.window.origin, mallory: mallory.window.origin }
  return { dir, context, alice, mallory, pages, origins, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate(() => (globalThis as unknown as Shared).page.api.whoami())
  return page
}

/** What came of asking for an address in every way that a page has. */
function ask(page: Page, { http, socket }: { http: string; socket: string }) {
  return page.evaluate(
    async (to) => {
      const said = (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        )
      const element = (name: 'img' | 'script' | 'link' | 'video', set: object) =>
        said(
          new Promise((resolve, reject) => {
            const made = Object.assign(document.createElement(name), set)
            made.addEventListener('load', resolve)
            made.addEventListener('loadeddata', resolve)
            made.addEventListener('error', reject)
            document.head.append(made)
          }),
        )
      const opened = new Promise((resolve, reject) => {
        const opening = new WebSocket(to.socket)
        opening.addEventListener('open', resolve)
        opening.addEventListener('error', reject)
      })
      return {
        fetch: await said(fetch(to.http)),
        opaque: await said(fetch(to.http, { mode: 'no-cors' })),
        post: await said(
          fetch(`${to.http}/../.comice/session`, { method: 'POST', body: 'x', mode: 'no-cors' }),
        ),
        beacon: await said(
          Promise.resolve(navigator.sendBeacon(to.http, 'x')).then(
            (sent) => sent || Promise.reject(new Error()),
          ),
        ),
        events: await said(
          new Promise((resolve, reject) => {
            const source = new EventSource(to.http)
            source.onopen = resolve
            source.onerror = reject
          }),
        ),
        image: await element('img', { src: to.http }),
        script: await element('script', { src: to.http }),
        style: await element('link', { rel: 'stylesheet', href: to.http }),
        video: await element('video', { src: to.http }),
        // Not here: the test's own imports are not the browser's.
        module: await said((globalThis as unknown as Shared).load(to.http)),
        worker: await said(
          new Promise((resolve, reject) => {
            const worker = new Worker(to.http)
            worker.onerror = reject
            worker.onmessage = resolve
          }),
        ),
        socket: await said(opened),
      }
    },
    { http, socket },
  )
}

const ALL_REFUSED = {
  fetch: 'refused',
  opaque: 'refused',
  post: 'refused',
  events: 'refused',
  image: 'refused',
  script: 'refused',
  style: 'refused',
  video: 'refused',
  module: 'refused',
  worker: 'refused',
  socket: 'refused',
}

test('each page has its own backend, on an origin that Chromium takes for loopback and for secure', async () => {
  await using world = await setUp()
  for (const name of ['alice', 'mallory'] as const) {
    const found = await world.pages[name].evaluate(async () => ({
      name: await (globalThis as unknown as Shared).page.api.whoami(),
      isSecureContext,
      origin: location.origin,
    }))
    expect(found).toEqual({ name, isSecureContext: true, origin: world.origins[name] })
  }
})

test('nothing that one app stores is there for another: storage, databases, caches, cookies, files', async () => {
  await using world = await setUp()
  await world.pages.alice.evaluate(async () => {
    localStorage.setItem('note', 'secret')
    sessionStorage.setItem('note', 'secret')
    document.cookie = 'note=secret'
    document.cookie = 'wide=secret; domain=localhost'
    await (await caches.open('notes')).put('/note', new Response('secret'))
    await new Promise((resolve) => (indexedDB.open('notes').onsuccess = resolve))
    await (await navigator.storage.getDirectory()).getFileHandle('note', { create: true })
  })
  const look = (page: Page) =>
    page.evaluate(async () => {
      const files: string[] = []
      const folder = (await navigator.storage.getDirectory()) as unknown as { keys(): AsyncIterable<string> }
      for await (const name of folder.keys()) files.push(name)
      return {
        local: localStorage.length,
        session: Object.keys(sessionStorage),
        cookies: document.cookie,
        caches: await caches.keys(),
        databases: (await indexedDB.databases()).map(({ name }) => name),
        files,
      }
    })
  expect(await look(world.pages.mallory)).toEqual({
    local: 0,
    session: ['comice.token'],
    cookies: '',
    caches: [],
    databases: [],
    files: [],
  })
  // A cookie for all of localhost is refused to its own app, too.
  expect(await look(world.pages.alice)).toMatchObject({ local: 1, cookies: 'note=secret', files: ['note'] })
})

test('no message of one app arrives at another: broadcasts, shared workers, locks, windows', async () => {
  await using world = await setUp()
  await world.pages.mallory.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(globalThis, { heard })
    new BroadcastChannel('notes').onmessage = ({ data }) => heard.push(data)
    addEventListener('message', ({ data }) => heard.push(data))
    addEventListener('storage', ({ key }) => heard.push(key))
  })
  await world.pages.alice.evaluate(() => {
    new BroadcastChannel('notes').postMessage('secret')
    localStorage.setItem('note', 'secret')
    void navigator.locks.request('note', () => new Promise(() => undefined))
  })
  const held = await world.pages.mallory.evaluate(async () => (await navigator.locks.query()).held)
  expect(held).toEqual([])
  expect(
    await world.pages.mallory.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard),
  ).toEqual([])
})

test('a window of another app that a page opens is not the page’s to touch', async () => {
  await using world = await setUp()
  const opening = world.context.waitForEvent('page')
  await world.pages.mallory.evaluate(
    (origin) => Object.assign(globalThis, { opened: window.open(`${origin}/`) }) && undefined,
    world.origins.alice,
  )
  const opened = await opening
  await opened.waitForURL(`${world.origins.alice}/`)
  expect(await opened.evaluate(() => opener as unknown)).toBe(null)
  const touched = await world.pages.mallory.evaluate(() => {
    const { opened: other } = globalThis as unknown as { opened: Window }
    try {
      return other.document === null ? 'nothing' : 'reached'
    } catch {
      return other.closed ? 'severed' : 'refused'
    }
  })
  expect(touched).toBe('severed')
})

test('a service worker sees its own app only, also when another app comes to its port', async () => {
  await using world = await setUp()
  await world.pages.mallory.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js')
    await navigator.serviceWorker.ready
  })
  const registrations = (page: Page) =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)
  expect(await registrations(world.pages.mallory)).toBe(1)
  expect(await registrations(world.pages.alice)).toBe(0)

  // The port is bob's from now on; the worker is still the browser's, and not bob's.
  const { port } = new URL(world.origins.mallory)
  await world.mallory[Symbol.asyncDispose]()
  await mkdir(world.dir.join('bob-window'), { recursive: true })
  await writeFile(world.dir.join('bob-window', 'port'), port)
  await using bob = await openTestApp(world.dir, { name: 'bob', files: FILES, api: { whoami: () => 'bob' } })
  expect(new URL(bob.window.origin).port).toBe(port)
  const page = await openPage(world.context, (await bob.window.open()).url)
  expect(await registrations(page)).toBe(0)
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('a page gets nothing from another app’s address, in any way that a page has', async () => {
  await using world = await setUp()
  const { origin, host } = new URL(world.origins.alice)
  const found = await ask(world.pages.mallory, {
    http: `${origin}/library.js`,
    socket: `ws://${host}/.comice/bridge`,
  })
  expect(found).toMatchObject(ALL_REFUSED)
})

test('a page gets nothing from its own name on another app’s port', async () => {
  await using world = await setUp()
  const { hostname } = new URL(world.origins.mallory)
  const { port } = new URL(world.origins.alice)
  const found = await ask(world.pages.mallory, {
    http: `http://${hostname}:${port}/library.js`,
    socket: `ws://${hostname}:${port}/.comice/bridge`,
  })
  expect(found).toMatchObject(ALL_REFUSED)
})

test('a page reaches no other server of the machine, such as the node’s API', async () => {
  await using world = await setUp()
  await using other = await serveOther()
  for (const host of ['127.0.0.1', 'localhost'])
    expect(
      await ask(world.pages.mallory, {
        http: `http://${host}:${other.port}/trpc`,
        socket: `ws://${host}:${other.port}/trpc`,
      }),
    ).toMatchObject(ALL_REFUSED)
  expect(other.asked).toEqual([])
})

test('a page reaches the origins that its user agreed to, and no other', async () => {
  await using dir = await tempDir('separation')
  await using agreed = await serveOther()
  await using other = await serveOther()
  const net = [`http://127.0.0.1:${agreed.port}`]
  await using app = await openTestApp(dir, {
    name: 'alice',
    files: FILES,
    api: { whoami: () => 'alice' },
    net,
  })
  const context = await browser.newContext()
  await using _context = { [Symbol.asyncDispose]: () => context.close() }
  const page = await openPage(context, (await app.window.open()).url)
  const fetched = (port: number) =>
    page.evaluate(
      (to) =>
        fetch(to).then(
          (response) => response.text(),
          () => 'refused',
        ),
      `http://127.0.0.1:${port}/data`,
    )
  expect(await fetched(agreed.port)).toBe('reached')
  expect(await fetched(other.port)).toBe('refused')
  expect(app.window.hosts).toEqual([new URL(app.window.origin).hostname, '127.0.0.1'])
  expect(other.asked).toEqual([])
})
