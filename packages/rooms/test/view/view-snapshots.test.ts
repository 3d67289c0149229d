import { tempDir } from '@comice/testkit'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import HypercoreStorage from 'hypercore-storage'
import { expect, test } from 'vitest'
import type { RoomBee } from '../../src/view/room-view.ts'
import { ViewBlocks } from '../../src/view/view-blocks.ts'
import { openSnapshot } from '../../src/view/view-snapshots.ts'

const KEYS = 200

function numbered(number: number): Uint8Array {
  return Buffer.from(`key ${String(number).padStart(4, '0')}`)
}

/** A bee with some levels of nodes, on a database that counts its reads. */
async function openBee(dir: string) {
  const storage = new HypercoreStorage(dir)
  const store = new Corestore(storage)
  const bee: RoomBee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'view' }), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
  const batch = bee.batch()
  for (let number = 0; number < KEYS; number++) await batch.put(numbered(number), Buffer.from('old'))
  await batch.flush()
  return { bee, store, reads: () => storage.rocks.stats.gets }
}

async function valueAt(snapshot: RoomBee, number: number): Promise<string> {
  return Buffer.from((await snapshot.get(numbered(number)))?.value ?? []).toString()
}

test('a reading finds in memory what one before it has read, of an older version too', async () => {
  await using dir = await tempDir('view')
  const { bee, store, reads } = await openBee(dir.join('store'))
  const blocks = new ViewBlocks()
  const readOnce = async (number: number) => {
    const before = reads()
    const snapshot = await openSnapshot(bee, blocks)
    const value = await valueAt(snapshot, number)
    await snapshot.close()
    return { value, reads: reads() - before }
  }
  const first = await readOnce(77)
  expect(first.value).toBe('old')
  expect(first.reads).toBeGreaterThan(5)
  expect(await readOnce(77)).toEqual({ value: 'old', reads: 0 })
  await bee.put(numbered(KEYS), Buffer.from('new'))
  const beforeNext = await readOnce(77)
  expect(beforeNext.value).toBe('old')
  expect(beforeNext.reads).toBeLessThan(first.reads / 2)
  await store.close()
})

test('a reading that began before a reorder leaves nothing of it to those after', async () => {
  await using dir = await tempDir('view')
  const { bee, store } = await openBee(dir.join('store'))
  const blocks = new ViewBlocks()
  for (let round = 0; round < 20; round++) {
    const kept = bee.core.length
    await bee.put(numbered(round), Buffer.from(`taken back ${round}`))
    const early = await openSnapshot(bee, blocks)
    const reading = valueAt(early, round)
    await bee.core.truncate(kept)
    await bee.put(numbered(round), Buffer.from(`stays ${round}`))
    const late = await openSnapshot(bee, blocks)
    // Whether it still has the block or not, it does not show what came instead.
    const value = await reading.catch((error: unknown) => (error as { code: string }).code)
    expect([`taken back ${round}`, 'SNAPSHOT_NOT_AVAILABLE']).toContain(value)
    expect(await valueAt(late, round)).toBe(`stays ${round}`)
    await early.close()
    await late.close()
    const later = await openSnapshot(bee, blocks)
    expect(await valueAt(later, round)).toBe(`stays ${round}`)
    await later.close()
  }
  await store.close()
})
