import { once } from 'node:events'
import { expect, test } from 'vitest'
import type Hypercore from 'hypercore'
import { beeOf } from '../../src/drive/side-keys.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { ReadAhead } from '../../src/tree/read-ahead.ts'
import { collect } from '../collect.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

async function putMany(drive: { batch(): Batch }, count: number): Promise<void> {
  const batch = drive.batch()
  for (let at = 0; at < count; at++) await batch.put(`/f${String(at).padStart(5, '0')}`, Buffer.alloc(0))
  await batch.flush()
}

interface Batch {
  put(path: string, contents: Uint8Array): Promise<unknown>
  flush(): Promise<unknown>
}

test('the blocks of a folder are read many at a time', async () => {
  await using alice = await createOfflinePeer()
  const { key } = await alice.drives.create({ name: 'pears' })
  await using handle = await openSharedDrive(alice.peer, { key })
  await putMany(handle.drive, 1000)
  const core = handle.drive.core as Hypercore
  const get = core.get.bind(core) as (...args: unknown[]) => Promise<unknown>
  let [reading, most] = [0, 0]
  core.get = ((...args: unknown[]) => {
    most = Math.max(most, ++reading)
    return get(...args).finally(() => reading--)
  }) as typeof core.get
  await using ahead = new ReadAhead(beeOf(handle.drive))
  let entries = 0
  for await (const { seq } of beeOf(handle.drive).createReadStream({ gt: 'files\0', lt: 'files\x01' })) {
    ahead.reach(seq)
    entries++
  }
  expect(entries).toBe(1000)
  expect(most).toBeGreaterThan(100)
})

test('what is not here is not fetched, and a walk ends with its drive', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { key, link } = await alice.drives.create({ name: 'pears' })
  {
    await using handle = await openSharedDrive(alice.peer, { key })
    await putMany(handle.drive, 1000)
  }
  await alice.drives.seed('pears')
  await using handle = await openSharedDrive(bob.peer, { key })
  const core = handle.drive.core as Hypercore
  const topic = bob.peer.network.join(core.discoveryKey as Uint8Array, { server: false })
  while (core.length < 1000) await once(core as never, 'append')
  // One block from the other end shows that the ones before it would have come.
  await core.get(1)
  {
    await using ahead = new ReadAhead(beeOf(handle.drive))
    ahead.reach(1)
    await core.get(900)
  }
  expect(await core.has(2, 200)).toBe(false)
  await topic.leave()
  expect(await collect(bob.drives.files.list(link))).toHaveLength(1000)
})
