import { expect, test } from 'vitest'
import { beeOf, fileKey } from '../../src/drive/side-keys.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { parseDriveLink } from '../../src/place/drive-link.ts'
import { driveTree } from '../../src/tree/drive-tree.ts'
import { collect } from '../collect.ts'
import { makeFiles } from '../folder.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

test.each([[false], [true]])(
  'a tree of many entries is walked with few reads of the store (encrypted: %s)',
  async (isEncrypted) => {
    await using peers = await createDrivePeers()
    const dir = await peers.dir()
    const alice = await peers.open()
    const names = Array.from({ length: 400 }, (_, at) => `folder-${at % 10}/file-${at}`)
    await makeFiles(dir.join('source'), Object.fromEntries(names.map((name) => [name, name])))
    const { key } = await alice.drives.create({ name: 'pears', isEncrypted })
    await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
    await alice.drives.files.put('pears:/folder-3/changed', [Buffer.from('later')])
    const link = await alice.drives.link('pears', { readKey: isEncrypted })
    const { encryptionKey } = parseDriveLink(link)
    await using handle = await openSharedDrive(alice.peer, { key, encryptionKey })
    const snapshot = handle.drive.checkout(handle.drive.version)
    const { stats } = (alice.peer.store.storage as unknown as { rocks: { stats: { readBatches: number } } })
      .rocks
    const before = stats.readBatches
    const blobs = await handle.drive.getBlobs()
    const items = await collect(driveTree({ snapshot, blobs }).entries())
    expect(items.map(({ path }) => path).sort()).toEqual(
      [...names.map((name) => `/${name}`), '/folder-3/changed'].sort(),
    )
    expect(stats.readBatches - before).toBeLessThan(50)
    await snapshot.close()
  },
)

test('of a tree that was made at once, each block is read once while it is walked', async () => {
  await using alice = await createOfflinePeer()
  const { key } = await alice.drives.create({ name: 'pears' })
  await using handle = await openSharedDrive(alice.peer, { key, encryptionKey: null })
  const count = 5000
  const batch = beeOf(handle.drive).batch()
  for (let at = 0; at < count; at++)
    await batch.put(fileKey(`/folder-${at % 50}/file-${at}`), {
      executable: false,
      linkname: null,
      blob: null,
    })
  await batch.flush()
  const snapshot = handle.drive.checkout(handle.drive.version)
  const { stats } = (alice.peer.store.storage as unknown as { rocks: { stats: { gets: number } } }).rocks
  const before = stats.gets
  const items = await collect(driveTree({ snapshot, blobs: null }).entries())
  expect(items).toHaveLength(count)
  expect(stats.gets - before).toBeLessThan(1.1 * count)
  await snapshot.close()
})
