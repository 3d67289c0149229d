/// <reference lib="dom" />
/** An app's window in a real browser, with a backend behind it. */
import { tempDir, waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page as Bridge } from '@comice/runtime/ui'
import { accessibilityFindings } from '../setup/accessibility.ts'
import { EXAMPLE, openTestApp } from '../setup/app-windows.ts'
import { complaintsOf, launchBrowser } from '../setup/browser.ts'
import { createList, type ListApi } from './app/backend.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** What the example's page leaves for whoever looks. */
interface Shared {
  page: Bridge<ListApi>
}

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const dir = opening.use(await tempDir('window'))
  const app = opening.use(await openTestApp(dir, { name: 'list', files: EXAMPLE, api: createList() }))
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } })
  opening.defer(() => context.close())
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  const open = opening.move()
  return { app, context, page, complaints, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function openPage(page: Page, app: { window: { open(): Promise<{ url: string }> } }): Promise<void> {
  await page.goto((await app.window.open()).url)
  await page.getByText('version 0.1').waitFor()
}

test('a page of HTML and TypeScript without a build talks to its backend, by keyboard alone', async () => {
  await using world = await setUp()
  const { page, app, complaints } = world
  await openPage(page, app)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('item')
  await page.keyboard.type('pears')
  await page.keyboard.press('Enter')
  await page.getByRole('listitem').filter({ hasText: 'pears' }).waitFor()
  // The list and the answer to the call are two streams; the field is empty once the answer is here.
  await waitFor(async () => (await page.locator('#item').inputValue()) === '')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'an item needs a text' }).waitFor()
  expect(await accessibilityFindings(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('the code leaves the address at once, works once, and a reload keeps the tab’s token', async () => {
  await using world = await setUp()
  const { page, app, context } = world
  const { url } = await app.window.open()
  await page.goto(url)
  await page.getByText('version 0.1').waitFor()
  expect(page.url()).toBe(`${app.window.origin}/`)
  await page.reload()
  await page.getByText('version 0.1').waitFor()

  const second = await context.newPage()
  await second.goto(url)
  await second.getByText('refused').waitFor()
  await second.goto(app.window.origin)
  await second.getByText('refused').waitFor()
})

test('an error of the backend has its code in the page', async () => {
  await using world = await setUp()
  const { page, app } = world
  await openPage(page, app)
  const error = await page.evaluate(() =>
    (globalThis as unknown as Shared).page.api.fail().catch((thrown: unknown) => {
      const { code, message } = thrown as { code: string; message: string }
      return { code, message }
    }),
  )
  expect(error).toEqual({ code: 'NEVER_WORKS', message: 'this never works' })
})

test('a page that stops reading stops its backend, through browser, socket and channel', async () => {
  await using world = await setUp()
  const { page, app } = world
  await openPage(page, app)
  const count = 64 * 1024 * 1024
  const { before, total } = await page.evaluate(async (bytes) => {
    const { api } = (globalThis as unknown as Shared).page
    const blocks = api.bytes(bytes)
    await blocks.next()
    // Later calls are answered behind what was sent, so this is what it comes to rest at.
    let made = -1
    for (let now = await api.made(); now !== made; now = await api.made()) made = now
    let read = 64 * 1024
    for await (const block of blocks) read += block.length
    return { before: made, total: read }
  }, count)
  expect(before).toBeLessThan(1024 * 1024)
  expect(total).toBe(count)
})

test('when the backend restarts the page waits, comes back, and what it asked meanwhile is answered', async () => {
  await using world = await setUp()
  const { page, app } = world
  await openPage(page, app)
  await page.evaluate(() => (globalThis as unknown as Shared).page.api.add('pears'))
  app.stop()
  await page.getByText('waiting').or(page.getByText('connecting')).first().waitFor()
  const added = page.evaluate(() => (globalThis as unknown as Shared).page.api.add('quinces'))
  app.start(createList())
  expect(await added).toBe(1)
  await page.getByText('version 0.1').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'quinces' }).waitFor()
})

test('a new version is served at once, and the page that is still the old one sees that', async () => {
  await using world = await setUp()
  const { page, app } = world
  await openPage(page, app)
  await app.window.show({ dir: app.files, version: '0.2' })
  await page.getByText('version 0.2').waitFor()
})

test('a closed tab is a page less', async () => {
  await using world = await setUp()
  const { page, app } = world
  await openPage(page, app)
  expect(app.window.pages).toBe(1)
  await page.close()
  await waitFor(() => app.window.pages === 0)
})

test('a page that was told to come back, and comes when the app is over, is told of its end', async () => {
  await using world = await setUp()
  const { page, app } = world
  await page.clock.install()
  await openPage(page, app)
  // It comes back after 0.1 s of its clock, which stands still until the app ends.
  await page.clock.pauseAt(Date.now() + 60_000)
  app.stop()
  await waitFor(() => app.window.pages === 0)
  const ended = app.window.end()
  await page.clock.resume()
  await ended
  await app.window[Symbol.asyncDispose]()
  await page.getByText('refused').waitFor()
  const error = await page.evaluate(() => {
    const { state } = (globalThis as unknown as Shared).page
    return state.kind === 'refused' ? String((state.error as { code?: unknown }).code) : state.kind
  })
  expect(error).toBe('PAGE_ENDED')
})
