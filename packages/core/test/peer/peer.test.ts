import { once } from 'node:events'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, topicOf, waitFor } from '@comice/testkit'
import c from 'compact-encoding'
import { expect, test } from 'vitest'
import { createPeer, type Peer } from '../../src/peer/peer.ts'
import { defineContract, method } from '../../src/rpc/contract.ts'

const echo = defineContract({
  name: 'echo',
  version: 1,
  methods: { say: method({ request: c.string, response: c.string }) },
})

async function setUp(...names: string[]) {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const peers: Peer[] = []
  for (const _name of names) {
    const dir = stack.use(await tempDir())
    const profile = stack.use(await openProfile({ dir: dir.path }))
    peers.push(stack.use(await createPeer({ profile, network: { bootstrap: dht.bootstrap } })))
  }
  return { peers, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function meet(alice: Peer, bob: Peer) {
  const topic = topicOf('peer test')
  const met = [alice, bob].map((peer) => once(peer.network, 'connection'))
  const joined = alice.network.join(topic)
  await joined.flushed()
  bob.network.join(topic)
  await Promise.all(met)
  const [atAlice] = alice.network.connections.values()
  const [atBob] = bob.network.connections.values()
  if (atAlice === undefined || atBob === undefined) throw new Error('not connected')
  return { atAlice, atBob }
}

test('two peers meet on a topic, know each other’s device keys, call and replicate', async () => {
  await using room = await setUp('alice', 'bob')
  const [alice, bob] = room.peers
  if (alice === undefined || bob === undefined) throw new Error('no peers')
  bob.serve(echo, { say: (text) => `${text}!` })
  const { atAlice } = await meet(alice, bob)
  expect(atAlice.remotePublicKey).toEqual(bob.identity.device.publicKey)
  expect(await alice.client(atAlice, echo).call('say', 'hello')).toBe('hello!')

  const core = alice.store.get({ name: 'diary' })
  await core.append(Buffer.from('a block'))
  const copy = bob.store.get({ key: core.key })
  expect(String(await copy.get(0))).toBe('a block')
})

test('a handler that is attached late still sees the connections there are', async () => {
  await using room = await setUp('alice', 'bob')
  const [alice, bob] = room.peers
  if (alice === undefined || bob === undefined) throw new Error('no peers')
  const { atAlice } = await meet(alice, bob)
  const seen: unknown[] = []
  alice.attach((connection) => seen.push(connection))
  expect(seen).toEqual([atAlice])
})

test('a grant to bob’s identity holds once bob has presented it', async () => {
  await using room = await setUp('alice', 'bob')
  const [alice, bob] = room.peers
  if (alice === undefined || bob === undefined) throw new Error('no peers')
  await alice.grants.grant({
    who: { kind: 'identity', key: encodeKey(bob.identity.publicKey) },
    what: { capability: 'keep' },
  })
  const { atAlice, atBob } = await meet(alice, bob)
  expect(alice.grants.check(atAlice, { capability: 'keep' })).toBeNull()
  await bob.presentIdentity(atBob)
  expect(alice.grants.check(atAlice, { capability: 'keep' })).not.toBeNull()
})

test('closing ends services first, then connections, and the other peer sees it', async () => {
  await using room = await setUp('alice', 'bob')
  const [alice, bob] = room.peers
  if (alice === undefined || bob === undefined) throw new Error('no peers')
  await meet(alice, bob)
  const order: string[] = []
  alice.beforeClose(async () => void order.push(`service with ${alice.network.connections.size} connection`))
  await alice.close()
  order.push('closed')
  expect(order).toEqual(['service with 1 connection', 'closed'])
  await waitFor(() => bob.network.connections.size === 0, { describe: 'bob sees that alice has left' })
})

test('a service that hangs does not keep the peer from closing', async () => {
  await using room = await setUp('alice')
  const [alice] = room.peers
  if (alice === undefined) throw new Error('no peer')
  alice.beforeClose(() => new Promise(() => undefined))
  await alice.close({ timeoutMs: 100 })
  expect(alice.network.connections.size).toBe(0)
})

test('a device that a grant names, or a service vouches for, is known', async () => {
  await using room = await setUp('alice')
  const [alice] = room.peers
  if (alice === undefined) throw new Error('no peer')
  const [bob, carol] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const { id } = await alice.grants.grant({
    who: { kind: 'device', key: encodeKey(bob) },
    what: { capability: 'keep' },
  })
  const takeBack = alice.acquaintances.vouch((key) => key[0] === 2)
  expect([bob, carol].map((key) => alice.acquaintances.isKnown(key))).toEqual([true, true])
  await alice.grants.revoke(id)
  takeBack()
  expect([bob, carol].map((key) => alice.acquaintances.isKnown(key))).toEqual([false, false])
})
