/** A core that a peer reads stays open, and the parts of corestore that this rests on are there. */
import { once } from 'node:events'
import { tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { CountingTracker } from '../../src/store/used-cores.ts'

/** More than the four steps, 2 s each, in which corestore closes a core. */
const COUNTED_MS = 10_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A seeder with a core of one block that it has just closed, and a reader's store. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const opened = stack.adopt(
    await openStore(dir.join('seeder'), { onFailure: (error) => expect.fail(error.message) }),
    (store) => store.close(),
  )
  const seeder = opened.store
  const reader = stack.adopt(new Corestore(dir.join('reader')), (store) => store.close())
  const core = seeder.get({ name: 'app' })
  await core.append('one')
  const { key } = core
  await core.close()
  const link = () => {
    const [near, far] = [seeder.replicate(true), reader.replicate(false)]
    for (const stream of [near, far]) stream.on('error', () => undefined)
    near.pipe(far).pipe(near)
    return { cut: () => Promise.all([near, far].map((end) => (end.destroy(), once(end, 'close')))) }
  }
  const kept = stack.move()
  return { seeder, reader, key, link, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** As the seeder opens what it is asked to keep: offered to nobody. */
async function appendUnoffered(store: Corestore, block: string): Promise<void> {
  const quiet = store.session({ active: false })
  const core = quiet.get({ name: 'app' })
  await core.append(block)
  await core.close()
}

const trackerOf = (store: Corestore) =>
  (store as unknown as { cores: CountingTracker & { size: number } }).cores

test('a reader who came after the last session hears of what is appended later', async () => {
  await using set = await setUp()
  const { seeder, reader, key, link } = set
  link()
  const copy: Hypercore = reader.get({ key })
  expect(String(await copy.get(0))).toBe('one')
  vi.advanceTimersByTime(COUNTED_MS)
  const heard = once(copy, 'append')
  await appendUnoffered(seeder, 'two')
  await heard
  expect(String(await copy.get(1))).toBe('two')
})

test('it closes when its last reader has left', async () => {
  await using set = await setUp()
  const { seeder, reader, key, link } = set
  const { cut } = link()
  await reader.get({ key }).get(0)
  vi.advanceTimersByTime(COUNTED_MS)
  expect(trackerOf(seeder)._gcing.size).toBe(0)
  await cut()
  await waitFor(() => trackerOf(seeder)._gcing.size === 1)
  vi.advanceTimersByTime(COUNTED_MS)
  await waitFor(() => trackerOf(seeder).size === 0)
})

test('corestore has the parts that are replaced', async () => {
  await using dir = await tempDir()
  const store = new Corestore(dir.join('store'))
  const cores = trackerOf(store)
  expect(cores._gcing).toBeInstanceOf(Set)
  expect(cores._gcCycleBound).toBeTypeOf('function')
  expect(cores.constructor.toString()).toContain('setInterval(this._gcCycleBound, 2000)')
  await store.close()
})
