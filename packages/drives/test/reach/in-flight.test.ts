import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { blocksInFlight } from '../../src/reach/in-flight.ts'
import { createDrivePeers } from '../peers.ts'

test.each([
  [0, 0, 16],
  [10_000, 10_000 * 300, 512],
  [1_000, 1_000 * 4096, 512],
  [100, 100 * 65_536, 64],
  [10, 10 * 1024 * 1024, 16],
])('of %i blocks with %i bytes, %i are on their way', (length, byteLength, blocks) => {
  expect(blocksInFlight({ length, byteLength })).toBe(blocks)
})

test('hypercore has what sets it, for the peers that a core has and gets', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { key, link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/a', [Buffer.alloc(100, 1)])
  await alice.drives.seed('pears')
  await using handle = await openSharedDrive(bob.peer, { key })
  await bob.drives.files.stat(`${link.split('#')[0]}/a`)
  const { replicator } = handle.drive.core as unknown as {
    replicator: { inflightRange: [number, number]; peers: { inflightRange: [number, number] }[] }
  }
  expect(replicator.inflightRange).toEqual([512, 512])
  await waitFor(() => replicator.peers.length > 0)
  for (const peer of replicator.peers) expect(peer.inflightRange).toEqual([512, 512])
})
