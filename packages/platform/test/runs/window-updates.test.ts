/// <reference lib="dom" />
/** Window apps of somebody else while they run: updates that they apply, that do not start, and that ask for more. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlatform } from '../../src/platform/platform.ts'
import type { Prepared, RunQuestion, RunRequest } from '../../src/runs/runs.ts'
import { createAuthor } from '../install/authors.ts'
import { createAppPeers } from '../peers.ts'
import { launchBrowser } from '../setup/browser.ts'

const wait = { timeoutMs: 40_000 }

const PAGE = `import { connect } from '@comice/runtime/ui'
const shown = document.querySelector('p')
const { api } = connect({ onState: ({ kind }) => { shown.textContent = kind } })
Object.assign(globalThis, { api })`

const BACKEND = `import { randomUUID } from 'node:crypto'
import { app, expose, updates } from '@comice/runtime'
const self = randomUUID()
expose({ about: () => ({ self, version: app.version }), apply: () => updates.apply() })`

interface About {
  /** Another one for each process. */
  readonly self: string
  readonly version: string
}

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

interface Published {
  readonly version: string
  readonly backend?: string
  readonly permissions?: object
}

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const peers = opening.use(await createAppPeers())
  const author = opening.use(await createAuthor(peers.dht))
  const { peer } = await peers.open()
  const { runs, installs, updates } = opening.use(await createPlatform(peer))
  const context = await browser.newContext()
  opening.defer(() => context.close())
  const { link, app } = author
  const publish = async ({ version, backend = BACKEND, permissions = {} }: Published) => {
    const pear = { type: 'window', permissions }
    await author.stage({
      '/package.json': JSON.stringify({ name: 'list', version, type: 'module', main: 'backend.js', pear }),
      '/backend.js': backend,
      '/page.js': PAGE,
      '/index.html': '<!doctype html><title>list</title><p></p><script type="module" src="page.js"></script>',
    })
    await author.release(version)
  }
  /** Waits until a newer version is here, and the one that runs has started well. */
  const hasNext = async (version: string) => {
    await waitFor(async () => (await installs.info(link)).good !== null, wait)
    await waitFor(async () => {
      const state = await updates.check(app.key)
      return state.kind === 'ready' && state.version.version === version
    }, wait)
  }
  const open = opening.move()
  return {
    ...{ link, key: app.key, context, runs, installs, updates, publish, hasNext },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

type World = Awaited<ReturnType<typeof setUp>>

async function question({ runs, link }: World): Promise<{ id: string; asked: RunQuestion }> {
  const prepared = await runs.prepare({ target: link })
  if (prepared.kind !== 'question') throw new Error(`it is ${prepared.kind}, and nothing was asked`)
  return { id: prepared.questionId, asked: prepared.question }
}

function runOf(prepared: Prepared): string {
  if (prepared.kind !== 'ready') throw new Error(`it is ${prepared.kind}, and cannot be started`)
  return prepared.run.id
}

/** Starts what may run, and opens its page. */
async function show(world: World, request: Partial<RunRequest> = {}) {
  const { runs, link, context } = world
  const id = runOf(await runs.prepare({ target: link, ...request }))
  const { url } = await runs.start(id)
  const page = await context.newPage()
  await page.goto(url)
  await page.getByText('open').waitFor()
  return { id, page, hold: runs.hold(id) }
}

type Calls = { readonly api: { about(): Promise<About>; apply(): Promise<void> } }
const about = (page: Page) => page.evaluate(() => (globalThis as unknown as Calls).api.about())

/** Has the app apply what is here, and waits for another process of it. */
async function applied(page: Page): Promise<About> {
  const { self } = await about(page)
  // The answer may be lost with the process that gives it.
  await page.evaluate(() => (globalThis as unknown as Calls).api.apply().catch(() => undefined))
  return waitFor(async () => {
    const next = await about(page).catch(() => null)
    return next !== null && next.self !== self && next
  }, wait)
}

test('an app applies an update in its window; one that does not start gives way to the version before', async () => {
  await using world = await setUp()
  const { runs, installs, updates, publish, hasNext, link, key } = world
  await publish({ version: '1.0.0' })
  const { id, asked } = await question(world)
  expect(asked).toMatchObject({ reason: 'app', app: { version: '1.0.0', type: 'window' } })
  await runs.allow(id)
  const { page, hold } = await show(world)
  expect(await about(page)).toMatchObject({ version: '1.0.0' })

  await publish({ version: '2.0.0' })
  await hasNext('2.0.0')
  expect(await about(page)).toMatchObject({ version: '1.0.0' })
  expect(await applied(page)).toMatchObject({ version: '2.0.0' })
  await waitFor(async () => (await installs.info(link)).good?.version === '2.0.0', wait)

  await publish({ version: '3.0.0', backend: `throw new Error('three is broken')` })
  await hasNext('3.0.0')
  expect(await applied(page)).toMatchObject({ version: '2.0.0' })
  expect(await installs.info(link)).toMatchObject({ current: { version: '2.0.0' }, next: null })
  expect(await updates.check(key)).toMatchObject({ kind: 'bad', version: '3.0.0' })
  const [run] = runs.list()
  await runs.stop(run?.id ?? '')
  expect(await hold.ended).toMatchObject({ isOrderly: true })
})

test('a version that does not start when the user opens it gives way to the one before, in the same window', async () => {
  await using world = await setUp()
  const { runs, publish, hasNext, link, installs } = world
  await publish({ version: '1.0.0' })
  await runs.allow((await question(world)).id)
  const first = await show(world)
  await publish({ version: '2.0.0', backend: `process.abort()` })
  await hasNext('2.0.0')
  await runs.stop(first.id)
  const { page } = await show(world)
  expect(await about(page)).toMatchObject({ version: '1.0.0' })
  expect(await installs.info(link)).toMatchObject({ current: { version: '1.0.0' }, next: null })
})

test('an update that asks for more waits for the user: a no keeps the version before, a yes runs it', async () => {
  await using world = await setUp()
  const { runs, publish, hasNext } = world
  await publish({ version: '1.0.0' })
  await runs.allow((await question(world)).id)
  const first = await show(world)
  await publish({ version: '2.0.0', permissions: { net: ['https://api.example.org'] } })
  await hasNext('2.0.0')
  // An app cannot take for itself what nobody gave it.
  expect(await applied(first.page)).toMatchObject({ version: '1.0.0' })
  await runs.stop(first.id)

  const { id, asked } = await question(world)
  expect(asked).toMatchObject({
    reason: 'permissions',
    app: { version: '2.0.0' },
    added: ['It may send to and read from https://api.example.org.'],
  })
  expect(await runs.refuse(id)).toBe(true)
  const refused = await show(world, { update: false })
  expect(await about(refused.page)).toMatchObject({ version: '1.0.0' })
  await runs.stop(refused.id)

  await runs.allow((await question(world)).id)
  const allowed = await show(world)
  expect(await about(allowed.page)).toMatchObject({ version: '2.0.0' })
})
