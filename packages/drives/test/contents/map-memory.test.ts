import c from 'compact-encoding'
import { expect, test } from 'vitest'
import { blobPieces } from '../../src/contents/blob-pieces.ts'
import { MapMemory } from '../../src/contents/map-memory.ts'
import { beeOf, fileKey } from '../../src/drive/side-keys.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { createOfflinePeer } from '../peers.ts'

/** A map as hostile writers have it: the first block of the core, again and again. */
function mapBlock(count: number): Uint8Array {
  const head = Buffer.concat([c.encode(c.uint, 0), c.encode(c.uint, count)])
  return Buffer.concat([head, Buffer.from(Array.from({ length: count }, () => [0, 1]).flat())])
}

test('entries that name one map have it read once, and a way through the tree a bounded number of bytes of maps', async () => {
  await using alice = await createOfflinePeer()
  const { key } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/good', [Buffer.from('good!')])
  await using handle = await openSharedDrive(alice.peer, { key })
  const { core } = await handle.drive.getBlobs()
  const bytes = core.byteLength
  await core.append([mapBlock(3), mapBlock(3)])
  const blob = (blockOffset: number) => ({
    ...{ blockOffset, blockLength: 1, byteOffset: bytes, byteLength: 3, blockMap: true },
  })
  const batch = beeOf(handle.drive).batch({ update: false })
  const plain = { executable: false, linkname: null, metadata: null }
  for (let at = 0; at < 300; at++) {
    await batch.put(fileKey(`/one/${at}`), { ...plain, blob: blob(1) })
    await batch.put(fileKey(`/two/${at}`), { ...plain, blob: blob(1 + (at % 2)) })
  }
  await batch.flush()

  let reads = 0
  const get = core.get.bind(core)
  const { byteLength } = mapBlock(3)
  const limits = (maps: MapMemory) => ({
    ...{ blobsLength: core.length, maxBytes: 100, maps },
    read: async (index: number) => {
      reads++
      return get(index)
    },
  })
  const blobs = await handle.drive.getBlobs()
  const shared = new MapMemory(10 * byteLength)
  for (let at = 0; at < 300; at++) {
    expect(await blobPieces(blobs, blob(1), limits(shared))).toMatchObject({ bytes: 3 })
  }
  expect(reads).toBe(1)
  let found = 0
  for (let at = 0; at < 300; at++)
    if ((await blobPieces(blobs, blob(1 + (at % 2)), limits(shared))) !== null) found++
  // The first one is remembered, and nine more are as much as the bound allows.
  expect(found).toBe(10)
  expect(shared.isSpent).toBe(true)
  expect(reads).toBe(11)
  // In the tree, where the bound is larger, all are what they are.
  const entries = []
  for await (const entry of alice.drives.files.list('pears:/', { recursive: true })) entries.push(entry)
  expect(entries.filter(({ kind, bytes: size }) => kind === 'file' && size === 3)).toHaveLength(600)
})
