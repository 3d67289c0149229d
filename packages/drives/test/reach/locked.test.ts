import { encodeKey } from '@comice/protocol'
import { expect, test } from 'vitest'
import { collect } from '../collect.ts'
import { createDrivePeers } from '../peers.ts'

test('a drive whose first block decodes by chance is locked all the same', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const core = alice.peer.store.get({ name: 'noise' })
  await core.ready()
  // A header of the protocol `x`, as a block that is encrypted may read, and behind it what nobody can read.
  await core.append([Buffer.from([0x0a, 1, 0x78]), Buffer.alloc(40, 0xff)])
  await alice.peer.network.join(core.discoveryKey as Uint8Array).flushed()
  const link = `pear://${encodeKey(core.key as Uint8Array)}`
  await expect(collect(bob.drives.files.list(link))).rejects.toMatchObject({ code: 'DRIVE_LOCKED' })
  await expect(bob.drives.files.stat(`${link}/a`)).rejects.toMatchObject({ code: 'DRIVE_LOCKED' })
  await core.close()
})
