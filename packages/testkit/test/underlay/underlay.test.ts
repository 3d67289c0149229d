import { expect, test } from 'vitest'
import {
  connect,
  createPeers,
  createUnderlay,
  once,
  seededRandom,
  waitFor,
  type TestPeers,
} from '../../src/index.ts'

/** Alice's notes, and bob's copy of them. */
async function shareNotes({ alice, bob }: TestPeers<'alice' | 'bob'>) {
  const notes = alice.store.get({ name: 'notes' })
  await notes.append('before')
  const copy = bob.store.get({ key: notes.key })
  await copy.get(0)
  return { notes, copy }
}

test('peers meet and replicate through it as without it, on the path it sees', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', { underlay })
  await connect(peers.alice, peers.bob)
  const before = underlay.counters.carried
  const { notes, copy } = await shareNotes(peers)
  await notes.append(Buffer.alloc(1_000_000))
  expect(await copy.get(1)).toHaveLength(1_000_000)
  expect(underlay.counters.carried - before).toBeGreaterThan(1_000_000 / 1_500)
  expect(underlay.counters.lost).toBe(0)
})

test('across a cut nothing arrives, nobody is told, and on the healed path it goes on', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', { underlay })
  const link = await connect(peers.alice, peers.bob)
  const { notes, copy } = await shareNotes(peers)

  underlay.cut('bob')
  await notes.append('meanwhile')
  await waitFor(() => underlay.counters.lost > 0)
  expect(copy.length).toBe(1)
  expect(link.near.destroyed || link.far.destroyed).toBe(false)

  underlay.heal('bob')
  await waitFor(() => copy.length === 2)
  expect(String(await copy.get(1))).toBe('meanwhile')
  expect(peers.alice.swarm.connections.has(link.near)).toBe(true)
})

test('a cut between two leaves the third connected to both', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', 'carol', { underlay })
  const { alice, bob, carol } = peers
  await connect(alice, bob)
  await connect(alice, carol)
  const { notes, copy } = await shareNotes(peers)
  const carols = carol.store.get({ key: notes.key })
  await carols.get(0)

  underlay.cut('bob', 'alice')
  await notes.append('for carol')
  await waitFor(() => carols.length === 2)
  expect(copy.length).toBe(1)
  underlay.heal('alice', 'bob')
  await waitFor(() => copy.length === 2)
})

test('a peer that is cut off finds nobody, and does when it is healed', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', { underlay })
  underlay.cut('bob')
  await expect(connect(peers.alice, peers.bob, { timeoutMs: 1_000 })).rejects.toThrow('CONNECT_TIMEOUT')
  expect(underlay.counters.lost).toBeGreaterThan(0)
  underlay.heal()
  await connect(peers.alice, peers.bob)
})

test('delay is felt, and loss is repaired', async () => {
  await using underlay = createUnderlay({ random: seededRandom('rain') })
  await using peers = await createPeers('alice', 'bob', { underlay })
  await connect(peers.alice, peers.bob)
  const { notes, copy } = await shareNotes(peers)

  underlay.setWeather({ delayMs: 50, jitterMs: 10, lossRate: 0.05 })
  const start = performance.now()
  await notes.append(Buffer.alloc(200_000, 1))
  expect(await copy.get(1)).toEqual(Buffer.alloc(200_000, 1))
  expect(performance.now() - start).toBeGreaterThan(150)
  expect(underlay.counters.lost).toBeGreaterThan(0)
  // Fair weather for the goodbyes.
  underlay.setWeather({})
})

test('a connection whose path stays cut ends at both sides, with a reason', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', { underlay })
  const link = await connect(peers.alice, peers.bob)
  const ends = Promise.all([
    once<[Error]>(link.near, 'error', { timeoutMs: 80_000 }),
    once<[Error]>(link.far, 'error', { timeoutMs: 80_000 }),
  ])
  underlay.cut('alice', 'bob')
  for (const [error] of await ends) expect(error).toMatchObject({ code: 'ETIMEDOUT' })
})

test('peers close within their deadline while they are cut off', async () => {
  await using underlay = createUnderlay()
  const peers = await createPeers('alice', 'bob', { underlay })
  await connect(peers.alice, peers.bob)
  underlay.cut('alice')
  underlay.cut('bob')
  const start = performance.now()
  await peers[Symbol.asyncDispose]()
  // CLOSE_TIMEOUT_MS for each, and what a loaded machine adds.
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('a host needs a name', () => {
  expect(() => createUnderlay().udx('')).toThrow('NAME_INVALID')
})
