import type { PeerConnection } from '@comice/core'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { reachDrive } from '../../src/reach/reach-drive.ts'
import { createDrivePeers, type DrivePeer } from '../peers.ts'

const PURPOSE = 'test'

/** The connection of a peer that has one. */
async function onlyConnection({ peer }: DrivePeer): Promise<PeerConnection> {
  await waitFor(() => peer.network.connections.size === 1)
  const [connection] = peer.network.connections.values()
  if (connection === undefined) throw new Error('no connection')
  return connection
}

test('who reads a drive may have fast paths with who seeds it, and no longer than that', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { key } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/a', [Buffer.alloc(100, 1)])
  await alice.drives.seed('pears')
  alice.peer.network.fastPaths.serve(PURPOSE, { onstream: (stream) => stream.destroy() })
  await using handle = await openSharedDrive(bob.peer, { key })
  const reached = await reachDrive(bob.peer, handle)
  const connection = await onlyConnection(bob)
  const ask = () => bob.peer.network.fastPaths.open(connection, { purpose: PURPOSE })
  await waitFor(async () => (await ask()).ok)
  await reached[Symbol.asyncDispose]()
  expect(await ask()).toEqual({ ok: false, code: expect.stringMatching(/NOT_ALLOWED|DISCONNECTED/u) })
})

test('who knows where a drive is announced, but not its key, may not', async () => {
  await using peers = await createDrivePeers()
  const [alice, mallory] = [await peers.open(), await peers.open()]
  const { key } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/a', [Buffer.alloc(100, 1)])
  await alice.drives.seed('pears')
  alice.peer.network.fastPaths.serve(PURPOSE, { onstream: (stream) => stream.destroy() })
  await using handle = await openSharedDrive(alice.peer, { key })
  const topic = mallory.peer.network.join(handle.drive.discoveryKey as Uint8Array, { server: false })
  await topic.flushed()
  const connection = await onlyConnection(mallory)
  mallory.peer.network.fastPaths.allow(connection)
  const answer = await mallory.peer.network.fastPaths.open(connection, { purpose: PURPOSE })
  expect(answer).toEqual({ ok: false, code: 'NOT_ALLOWED' })
})
