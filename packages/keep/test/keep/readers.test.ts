/** Who reads at a seeder while its clients come and go. */
import { waitFor } from '@comice/testkit'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { createKeep } from '../../src/keep/keep.ts'
import type { KeepSource } from '../../src/keeper/keep-source.ts'
import { createKeeper } from '../../src/keeper/keeper.ts'
import { createKeepPeers, type KeepPeer } from '../peers.ts'

/** Corestore's count of the cores without a session, in the names of 7.12; @comice/storage pins them. */
interface Count {
  readonly _gcing: Set<unknown>
  _gcCycleBound(): void
}

const countOf = ({ peer }: KeepPeer) => (peer.store as unknown as { cores: Count }).cores

/** Steps to which corestore closes a core. */
const STEPS = 4

function sourceOf(core: Hypercore): KeepSource {
  return {
    cores: () => Promise.resolve([{ key: core.key as Uint8Array, length: core.length }]),
    onChange: (listener) => {
      core.on('append', listener)
      return () => core.off('append', listener)
    },
  }
}

test('a reader gets what a seeder is given later, also when the author was back before the seeder let the core go', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const seeder = await peers.open()
  await createKeep(seeder.peer, { allow: [alice.peer.identity.device.publicKey] })
  const seederKey = seeder.peer.identity.device.publicKey
  const core = alice.peer.store.get({ name: 'blobs' })
  await core.append('one')
  await createKeeper(alice.peer).keep(sourceOf(core), seederKey).whenHeld()
  await alice.close()
  await waitFor(() => countOf(seeder)._gcing.size > 0)

  const bob = await peers.open()
  bob.peer.network.joinPeer(seederKey)
  const copy = bob.peer.store.get({ key: core.key })
  expect(String(await copy.get(0))).toBe('one')

  const back = await peers.open(alice.dir)
  const again = back.peer.store.get({ name: 'blobs' })
  back.peer.network.joinPeer(seederKey)
  await waitFor(() => again.peers.length > 0)
  for (let step = 0; step < STEPS; step++) countOf(seeder)._gcCycleBound()
  await again.append('two')
  await createKeeper(back.peer).keep(sourceOf(again), seederKey).whenHeld()
  await back.close()
  expect(String(await copy.get(1, { timeout: 10_000 }))).toBe('two')
})
