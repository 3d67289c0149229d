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

/** A seeder that holds a core of alice, whose client has left, and that counts towards closing it. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const peers = stack.use(await createKeepPeers())
  const alice = await peers.open()
  const seeder = await peers.open()
  await createKeep(seeder.peer, { allow: [alice.peer.identity.device.publicKey] })
  const seederKey = seeder.peer.identity.device.publicKey
  const core = alice.peer.store.get({ name: 'blobs' })
  await core.append('one')
  await createKeeper(alice.peer).keep(sourceOf(core), seederKey).whenHeld()
  await alice.close()
  await waitFor(() => countOf(seeder)._gcing.size > 0)
  const kept = stack.move()
  return {
    peers,
    seederKey,
    key: core.key,
    /** Alice comes back, and then the time is over in which the seeder would have let the core go. */
    async comeBack() {
      const back = await peers.open(alice.dir)
      const { peer } = back
      const again = peer.store.get({ name: 'blobs' })
      peer.network.joinPeer(seederKey)
      await waitFor(() => again.peers.length > 0)
      for (let step = 0; step < STEPS; step++) countOf(seeder)._gcCycleBound()
      return {
        core: again,
        keeping: () => createKeeper(peer).keep(sourceOf(again), seederKey),
        close: () => back.close(),
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('who reads at a seeder gets what it is given when the author is back', async () => {
  await using set = await setUp()
  const bob = await set.peers.open()
  bob.peer.network.joinPeer(set.seederKey)
  const copy = bob.peer.store.get({ key: set.key })
  expect(String(await copy.get(0))).toBe('one')

  const { core, keeping, close } = await set.comeBack()
  await core.append('two')
  await keeping().whenHeld()
  await close()
  expect(String(await copy.get(1, { timeout: 10_000 }))).toBe('two')
})

test('an author who was away for some seconds learns that the seeder holds everything', async () => {
  await using set = await setUp()
  const { keeping } = await set.comeBack()
  expect(await keeping().whenHeld({ timeoutMs: 30_000 })).toMatchObject({ state: 'held', heldBlocks: 1 })
})
