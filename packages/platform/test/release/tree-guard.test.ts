import { createRequire } from 'node:module'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createAppDrive, openAppDrive } from '../../src/release/app-drive.ts'
import { readReleases } from '../../src/release/read-releases.ts'
import { createAppPeers, share } from '../peers.ts'

/** How hyperbee writes its blocks: a hostile author writes them by hand. */
const MESSAGES = './lib/messages.js'
const requireBeside = createRequire(createRequire(import.meta.url).resolve('hyperbee'))
const { Node, YoloIndex } = requireBeside(MESSAGES) as {
  Node: { encode(node: object): Buffer }
  YoloIndex: { encode(index: object): Buffer }
}

interface Level {
  keys: number[]
  /** Pairs of block and node in it. */
  children: number[]
}

const block = (...levels: Level[]) =>
  Node.encode({
    key: Buffer.from('files\0/m'),
    value: Buffer.from('{}'),
    index: YoloIndex.encode({ levels }),
  })

async function setUp() {
  const stack = new AsyncDisposableStack()
  const peers = stack.use(await createAppPeers())
  const { peer: mallory } = await peers.open()
  const { peer: bob } = await peers.open()
  const own = stack.use(await createAppDrive(mallory))
  await own.drive.put('/a', 'a')
  const fetch = async () => {
    const copy = stack.use(await openAppDrive(bob, own.key))
    await share(mallory, own, { ...copy, drive: copy.drive, peer: bob })
    return copy
  }
  return { own, fetch, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test.each([
  ['a node that is its own child', block({ keys: [2], children: [2, 0, 2, 0] })],
  [
    'two nodes that are each other’s children',
    block({ keys: [2], children: [2, 1, 2, 1] }, { keys: [2], children: [2, 0, 2, 0] }),
  ],
  ['a node with children and no keys', block({ keys: [], children: [2, 0] })],
  ['more children than keys part', block({ keys: [2], children: [2, 0, 2, 0, 2, 0, 1, 0] })],
  ['a child that is not written yet', block({ keys: [2], children: [7, 0, 7, 0] })],
])('%s is damage, and not the end of the process', async (_what, bytes) => {
  await using room = await setUp()
  await room.own.drive.core.append(bytes)
  const copy = await room.fetch()
  expect(await readReleases(copy, { timeoutMs: 10_000 })).toEqual({
    releases: [],
    problem: { code: 'DRIVE_MALFORMED', seq: 0 },
  })
  await expect(copy.drive.entry('/a')).rejects.toMatchObject({ code: 'DRIVE_DAMAGED' })
  const checkout = copy.drive.checkout(3)
  const read = async () => {
    for await (const entry of checkout.entries()) expect(entry).toBeDefined()
  }
  await expect(read()).rejects.toMatchObject({ code: 'DRIVE_DAMAGED' })
  await checkout.close()
})

test('an honest tree of many entries, changed and removed, reads as it was written', async () => {
  await using room = await setUp()
  const names = Array.from({ length: 1_500 }, (_, at) => `/f${String((at * 7919) % 1_500).padStart(4, '0')}`)
  const batch = room.own.drive.batch()
  for (const name of names) await batch.put(name, '')
  await batch.flush()
  for (const name of names.slice(0, 60)) await room.own.drive.del(name)
  const kept = ['/a', ...names.slice(60)].sort()
  const copy = await room.fetch()
  const found: string[] = []
  for await (const { key } of copy.drive.entries()) found.push(key)
  expect(found).toEqual(kept)
  await room.own.drive.put('/zz', 'z')
  await waitFor(() => copy.drive.core.length === room.own.drive.core.length)
  expect(String(await copy.drive.get('/zz'))).toBe('z')
  expect(await copy.drive.entry(names[0] ?? '')).toBeNull()
})
