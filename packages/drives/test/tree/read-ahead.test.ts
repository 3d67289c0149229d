import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { parseDriveLink } from '../../src/place/drive-link.ts'
import { driveTree } from '../../src/tree/drive-tree.ts'
import { collect } from '../collect.ts'
import { makeFiles } from '../folder.ts'
import { createDrivePeers } from '../peers.ts'

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
