/// <reference lib="dom" />
/** Window apps as the node runs them: a page in a real browser, a backend in its sandbox, and their life together. */
import { access, cp, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Remote } from '@comice/runtime/ui'
import { tempDir, waitFor } from '@comice/testkit'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BACKEND_STEADY_MS } from '../../src/constants.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { outcomeError } from '../../src/launch/outcome.ts'
import type { RunRequest, WindowEnd } from '../../src/runs/runs.ts'
import { createOfflinePeer } from '../peers.ts'
import { commandsWith } from '../setup/processes.ts'
import { complaintsOf, launchBrowser } from '../setup/browser.ts'
import type { Api } from './app/backend.ts'

const EXAMPLE = fileURLToPath(new URL('app', import.meta.url))

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const { peer } = opening.use(await createOfflinePeer())
  const { runs } = opening.use(await createPlatform(peer))
  const app = opening.use(await tempDir('app'))
  await cp(EXAMPLE, app.path, { recursive: true })
  const store = opening.use(await tempDir('store'))
  const context = await browser.newContext()
  opening.defer(() => context.close())
  const request: RunRequest = { target: app.path, folder: true, store: store.path }
  const start = async () => {
    const prepared = await runs.prepare(request)
    if (prepared.kind === 'question') throw new Error('nothing is to be asked')
    const id = prepared.kind === 'ready' ? prepared.run.id : prepared.id
    return { id, window: await runs.start(id, '/pears/1'), hold: runs.hold(id) }
  }
  const open = opening.move()
  return { runs, app, store, context, start, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.getByText(/^open/).waitFor()
  return page
}

/** A process in a sandbox starts in 0.3 s, on a machine that does nothing else. */
const slowly = { timeoutMs: 60_000 }

type Calls = { readonly api: Remote<Api>; giveChosen(): Promise<string[]> }
const hello = (page: Page) => page.evaluate(() => (globalThis as unknown as Calls).api.hello('alice'))

test('a page talks to its backend, finds the path of the link, and a second start opens another page', async () => {
  await using world = await setUp()
  const { runs, start, context } = world
  const { id, window, hold } = await start()
  const page = await openPage(context, window.url)
  const complaints = complaintsOf(page)
  expect(await hello(page)).toMatch(/^hello alice, I am [\w-]+$/)
  expect(page.url()).toMatch(/#\/pears\/1$/)

  const again = await start()
  expect(again.id).toBe(id)
  const second = await openPage(context, again.window.url)
  expect(await hello(second)).toBe(await hello(page))
  expect(complaints).toEqual([])

  await runs.stop(id)
  expect(await hold.ended).toEqual({ outcome: { kind: 'exited', code: 0 }, isOrderly: true, again: false })
  await page.getByText('refused PAGE_ENDED').waitFor()
  expect(runs.list()).toEqual([])
})

test('when its last page is closed and nobody shows it, the backend tears down and the run ends', async () => {
  await using world = await setUp()
  const { runs, start, context, store } = world
  const { window, hold } = await start()
  const page = await openPage(context, window.url)
  hold[Symbol.dispose]()
  await page.reload()
  await page.getByText(/^open/).waitFor()
  expect(runs.list()).toHaveLength(1)
  await page.close()
  await hold.ended
  await access(store.join('files', 'torn-down'))
})

test('a restart keeps the page, and the backend is another process', async () => {
  await using world = await setUp()
  const { start, context } = world
  const { window } = await start()
  const page = await openPage(context, window.url)
  const first = await hello(page)
  await page.evaluate(() => (globalThis as unknown as Calls).api.restart().catch(() => undefined))
  await waitFor(async () => (await hello(page).catch(() => first)) !== first, slowly)
  await page.getByText(/^open/).waitFor()
})

test('a backend has a worker, and another one after a restart', async () => {
  await using world = await setUp()
  const { start, context, app, runs } = world
  const { window, id } = await start()
  const page = await openPage(context, window.url)
  const add = () => page.evaluate(() => (globalThis as unknown as Calls).api.add(2, 3))
  expect(await add()).toBe(5)
  const first = await hello(page)
  await page.evaluate(() => (globalThis as unknown as Calls).api.restart().catch(() => undefined))
  await waitFor(async () => (await hello(page).catch(() => first)) !== first, slowly)
  expect(await add()).toBe(5)
  await runs.stop(id)
  await waitFor(async () => (await commandsWith(app.join('sums.ts'))).length === 0, slowly)
})

test('a file that is chosen in the page is in the backend’s folder, by its bytes and without its path', async () => {
  await using world = await setUp()
  const { start, context, store, app } = world
  await writeFile(app.join('pears.txt'), 'conference')
  const { window } = await start()
  const page = await openPage(context, window.url)
  await page.locator('#file').setInputFiles([app.join('pears.txt'), app.join('package.json')])
  const paths = await page.evaluate(() => (globalThis as unknown as Calls).giveChosen())
  expect(paths.map((path) => path.replace(/[0-9a-f-]{36}/, 'uuid'))).toEqual([
    store.join('files', 'picked', 'uuid', 'pears.txt'),
    store.join('files', 'picked', 'uuid', 'package.json'),
  ])
  expect(await readFile(paths[0] ?? '', 'utf8')).toBe('conference')
})

test('a new version of a folder is shown after a restart', async () => {
  await using world = await setUp()
  const { start, context, app } = world
  const { window } = await start()
  const page = await openPage(context, window.url)
  const first = await hello(page)
  await writeFile(app.join('index.html'), '<!doctype html><title>2</title><h1>another page</h1>')
  await page.evaluate(() => (globalThis as unknown as Calls).api.restart().catch(() => undefined))
  await waitFor(async () => (await hello(page).catch(() => first)) !== first, slowly)
  await page.reload()
  await page.getByRole('heading', { name: 'another page' }).waitFor()
})

test('a backend that ends, or crashes at once, ends the run and its page says so', async () => {
  await using world = await setUp()
  const { runs, start, context, app } = world
  for (const [how, kind] of [
    ['exit', /^exited$/u],
    ['crash', /^(?:failed-to-start|signal)$/u],
  ] as const) {
    const { window, hold } = await start()
    const page = await openPage(context, window.url)
    let end: WindowEnd | null = null
    void hold.ended.then((ended) => (end = ended))
    // On a slow machine the first has run for long enough to be started again after a crash; the next has not.
    await waitFor(async () => {
      await page.evaluate((name) => (globalThis as unknown as Calls).api[name]().catch(() => undefined), how)
      return end !== null
    })
    expect(end).toMatchObject({
      outcome: { kind: expect.stringMatching(kind) },
      isOrderly: how === 'exit',
      again: false,
    })
    await page.getByText('refused PAGE_ENDED').waitFor()
    expect(runs.list()).toEqual([])
  }
  await writeFile(app.join('backend.ts'), 'throw new Error("no")')
  const { hold } = await start()
  expect(await hold.ended).toMatchObject({ outcome: { kind: 'failed-to-start' } })
})

test('a backend that crashes after it ran for a while is started again, and one that crashes at once is not', async () => {
  await using world = await setUp()
  const { runs, start, context } = world
  const { window, hold } = await start()
  const page = await openPage(context, window.url)
  const uptimeMs = () => page.evaluate(() => (globalThis as unknown as Calls).api.uptimeMs())
  const crash = () => page.evaluate(() => (globalThis as unknown as Calls).api.crash().catch(() => undefined))
  const first = await hello(page)
  await waitFor(async () => (await uptimeMs()) > BACKEND_STEADY_MS, {
    timeoutMs: BACKEND_STEADY_MS * 3,
    intervalMs: 200,
  })
  await crash()
  await waitFor(async () => (await hello(page).catch(() => first)) !== first, slowly)
  await page.getByText(/^open/).waitFor()
  expect(runs.list()).toHaveLength(1)

  let isOver = false
  void hold.ended.then(() => (isOver = true))
  // On a slow machine the second has run for long enough, too; the one after it has not.
  await waitFor(async () => {
    await crash()
    return isOver
  }, slowly)
  const end = await hold.ended
  expect(end).toMatchObject({ isOrderly: false, again: false })
  expect(outcomeError('list', end.outcome!)).toMatchObject({ code: expect.stringMatching(/^APP_/u) })
  await page.getByText('refused PAGE_ENDED').waitFor()
  expect(runs.list()).toEqual([])
})

test('what a backend prints is in its log', async () => {
  await using world = await setUp()
  const { runs, start, context, store } = world
  const { id, window } = await start()
  const page = await openPage(context, window.url)
  await page.evaluate(() => (globalThis as unknown as Calls).api.say('good morning'))
  await runs.stop(id)
  expect(await readFile(store.join('window', 'backend.log'), 'utf8')).toContain('good morning')
})

test('an app that is a page and nothing else has no process', async () => {
  await using world = await setUp()
  const { runs, start, context, app } = world
  await writeFile(app.join('index.html'), '<!doctype html><title>page</title><h1>just a page</h1>')
  await writeFile(app.join('package.json'), '{ "name": "page", "version": "1.0.0", "main": "index.html" }')
  const { id, window, hold } = await start()
  const page = await context.newPage()
  await page.goto(window.url)
  await page.getByRole('heading', { name: 'just a page' }).waitFor()
  expect(runs.list()).toMatchObject([{ id }])
  // Nobody can see that page, so it goes with whoever showed it.
  hold[Symbol.dispose]()
  expect(await hold.ended).toEqual({ outcome: null, isOrderly: true, again: false })
})
