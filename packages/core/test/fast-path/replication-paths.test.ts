import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, topicOf, waitFor } from '@comice/testkit'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import type { NetworkOptions } from '../../src/network/network.ts'
import { createPeer, type Peer } from '../../src/peer/peer.ts'
import { listenerCount } from './linked-networks.ts'

const BLOCK = Buffer.alloc(64 * 1024, 7)
/** 32 MiB: eight times of what it takes to look for a path. */
const BLOCKS = 512

interface Meeting extends AsyncDisposable {
  alice: Peer
  bob: Peer
  /** Alice's core, and bob's copy of it, which knows its length. */
  core: Hypercore
  copy: Hypercore
}

async function meet(options: { alice?: NetworkOptions; known?: boolean } = {}): Promise<Meeting> {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const open = async (network: NetworkOptions = {}) => {
    const dir = stack.use(await tempDir())
    const profile = stack.use(await openProfile({ dir: dir.path }))
    const peer = stack.use(await createPeer({ profile, network: { bootstrap: dht.bootstrap, ...network } }))
    if (options.known !== false) peer.acquaintances.vouch(() => true)
    return peer
  }
  const [alice, bob] = [await open(options.alice), await open()]
  const core = alice.store.get({ name: 'film' })
  for (let at = 0; at < BLOCKS; at += 64) await core.append(Array.from({ length: 64 }, () => BLOCK))
  await alice.network.join(topicOf('garden')).flushed()
  bob.network.join(topicOf('garden'))
  await waitFor(() => bob.network.connections.size === 1 && alice.network.connections.size === 1)
  const copy = bob.store.get({ key: core.key })
  await copy.ready()
  await waitFor(async () => (await copy.update({ wait: true })) || copy.length === BLOCKS)
  const kept = stack.move()
  return { alice, bob, core, copy, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const pathOf = (peer: Peer) => peer.network.status().connections[0]?.path

function downloadAll(copy: Hypercore): Promise<unknown> {
  return copy.download({ start: 0, end: copy.length }).done()
}

/** Downloads more until it has moved: on a busy machine a probe may fail, and the next try is 15 s later. */
async function downloadUntilMoved({ alice, bob, core, copy }: Meeting): Promise<void> {
  const isMoved = () => pathOf(alice) === 'tcp' && pathOf(bob) === 'tcp'
  await downloadAll(copy)
  while (!isMoved()) {
    await core.append(Array.from({ length: 128 }, () => BLOCK))
    await waitFor(() => copy.length === core.length)
    await downloadAll(copy)
  }
}

/** The sockets that this process dials from now on. */
function dialledSockets(): { sockets: Socket[] } & Disposable {
  const sockets: Socket[] = []
  const note = (message: unknown) => void sockets.push((message as { socket: Socket }).socket)
  subscribe('net.client.socket', note)
  return { sockets, [Symbol.dispose]: () => void unsubscribe('net.client.socket', note) }
}

test('bulk moves to TCP at both ends, the cores leave UDX, and no listener is left', async () => {
  await using meeting = await meet()
  const { bob, core, copy } = meeting
  const before = listenerCount()
  expect(pathOf(bob)).toBe('udx')
  await downloadUntilMoved(meeting)
  await waitFor(() => listenerCount() === before)
  const [connection] = bob.network.connections.values()
  await waitFor(() => [...(connection?.mux ?? [])].every(({ protocol }) => protocol !== 'hypercore/alpha'))
  expect(copy.contiguousLength).toBe(core.length)
})

test('two ends that both have much to fetch have one path, and keep it', async () => {
  using dialled = dialledSockets()
  await using meeting = await meet()
  const { alice, bob, copy } = meeting
  const other = bob.store.get({ name: 'other film' })
  for (let at = 0; at < BLOCKS; at += 64) await other.append(Array.from({ length: 64 }, () => BLOCK))
  const atAlice = alice.store.get({ key: other.key })
  await atAlice.ready()
  await waitFor(async () => (await atAlice.update({ wait: true })) || atAlice.length === BLOCKS)
  await Promise.all([downloadAll(copy), downloadAll(atAlice)])
  await downloadUntilMoved(meeting)
  // On a busy machine a probe may fail, and then another one is dialled; one is left, at both ends.
  const open = dialled.sockets.filter(({ destroyed }) => !destroyed)
  expect(open).toHaveLength(1)
  expect([pathOf(alice), pathOf(bob)]).toEqual(['tcp', 'tcp'])
})

test('a core that opens after the move, and appends, go over the path', async () => {
  await using meeting = await meet()
  const { alice, bob, core, copy } = meeting
  await downloadUntilMoved(meeting)
  const last = core.length
  await core.append('last')
  expect(String(await copy.get(last))).toBe('last')
  const other = alice.store.get({ name: 'other' })
  await other.append('new')
  expect(String(await bob.store.get({ key: other.key }).get(0))).toBe('new')
  expect(pathOf(bob)).toBe('tcp')
})

test('a path that is cut in the middle costs nothing: the rest comes over UDX', async () => {
  using dialled = dialledSockets()
  await using meeting = await meet()
  const { alice, bob, core, copy } = meeting
  await downloadUntilMoved(meeting)
  await core.append(Array.from({ length: BLOCKS }, () => BLOCK))
  await waitFor(() => copy.length === core.length)
  const done = downloadAll(copy)
  await new Promise((resolve) => copy.once('download', resolve))
  for (const socket of dialled.sockets) socket.resetAndDestroy()
  await done
  expect(copy.contiguousLength).toBe(core.length)
  await waitFor(() => pathOf(alice) === 'udx' && pathOf(bob) === 'udx')
  expect(bob.network.connections.size).toBe(1)
})

test('after a cut, a core that is only stored at the other end is found again', async () => {
  using dialled = dialledSockets()
  await using meeting = await meet()
  const { alice, bob } = meeting
  const shelved = alice.store.get({ name: 'shelved' })
  await shelved.append('found')
  const { key } = shelved
  await shelved.close()
  await downloadUntilMoved(meeting)
  const wanted = bob.store.get({ key })
  await wanted.ready()
  for (const socket of dialled.sockets) socket.resetAndDestroy()
  expect(String(await wanted.get(0))).toBe('found')
})

test('between peers that do not know each other nothing moves, and nothing listens', async () => {
  await using meeting = await meet({ known: false })
  using dialled = dialledSockets()
  const before = listenerCount()
  await downloadAll(meeting.copy)
  expect(pathOf(meeting.bob)).toBe('udx')
  expect(listenerCount()).toBe(before)
  expect(dialled.sockets).toEqual([])
})

test('with fast paths switched off at one end everything stays on UDX', async () => {
  await using meeting = await meet({ alice: { fastPaths: false } })
  using dialled = dialledSockets()
  await downloadAll(meeting.copy)
  expect([pathOf(meeting.alice), pathOf(meeting.bob)]).toEqual(['udx', 'udx'])
  expect(dialled.sockets).toEqual([])
})

test('a peer that misbehaves on the path loses its connection too', async () => {
  await using meeting = await meet()
  const { alice, bob, copy } = meeting
  await downloadUntilMoved(meeting)
  const [wire] = (copy as unknown as { core: { replicator: { peers: HostilePeer[] } } }).core.replicator.peers
  const ended = new Promise((resolve) => alice.network.once('disconnection', (_, reason) => resolve(reason)))
  wire?.wireRange.send({ drop: false, start: 1, length: 2 ** 50 })
  expect(await ended).toBe('refused')
  await waitFor(() => bob.network.connections.size === 0)
})

/** hypercore 11.37, `lib/replicator.js`, class Peer. */
interface HostilePeer {
  wireRange: { send(message: object): void }
}
