import { existsSync } from 'node:fs'
import { utf8 } from 'compact-encoding'
import ProtomuxRPC from 'protomux-rpc'
import { expect, test } from 'vitest'
import {
  connect,
  createPeer,
  createPeers,
  createTestDht,
  keyPairOf,
  once,
  tempDir,
  waitFor,
} from '../../src/index.ts'

test('alice and bob connect, and what alice appends bob reads', async () => {
  await using peers = await createPeers('alice', 'bob')
  const { alice, bob } = peers
  const link = await connect(alice, bob)
  expect(link.near.remotePublicKey).toEqual(keyPairOf('bob').publicKey)
  expect(link.far.remotePublicKey).toEqual(keyPairOf('alice').publicKey)

  const core = alice.store.get({ name: 'notes' })
  await core.append('hello')
  const copy = bob.store.get({ key: core.key })
  expect(String(await copy.get(0))).toBe('hello')
})

test('peers that are connected stay so', async () => {
  await using peers = await createPeers('alice', 'bob')
  const first = await connect(peers.alice, peers.bob)
  const second = await connect(peers.bob, peers.alice)
  expect(second.far).toBe(first.near)
  expect(second.near).toBe(first.far)
})

test('a third peer on the same topic is told apart', async () => {
  await using peers = await createPeers('alice', 'bob', 'carol')
  const { alice, bob, carol } = peers
  const topic = new Uint8Array(32).fill(7)
  await connect(alice, bob, { topic })
  const link = await connect(alice, carol, { topic })
  expect(link.near.remotePublicKey).toEqual(carol.keyPair.publicKey)
})

test('handlers are registered before the store replicates, so the first request finds them', async () => {
  const answers: string[] = []
  await using peers = await createPeers('alice', 'bob', {
    onConnection(connection, peer) {
      const rpc = new ProtomuxRPC(connection, { valueEncoding: utf8 })
      rpc.respond('greet', (name) => `hello ${name}, I am ${peer.name}`)
      if (peer.name === 'bob') void rpc.request('greet', 'bob').then((answer) => answers.push(answer))
    },
  })
  await connect(peers.alice, peers.bob)
  await waitFor(() => answers.length > 0)
  expect(answers).toEqual(['hello bob, I am alice'])
})

test('a peer comes back as the same peer with what it had', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  const before = await createPeer('alice', { dht, dir: dir.path })
  await before.store.get({ name: 'notes' }).append('kept')
  await before.close()

  await using after = await createPeer('alice', { dht, dir: dir.path })
  expect(after.keyPair).toEqual(before.keyPair)
  expect(String(await after.store.get({ name: 'notes' }).get(0))).toBe('kept')
})

test('when a peer closes, the other one sees it, and its directory goes with its scope', async () => {
  const peers = await createPeers('alice', 'bob')
  const link = await connect(peers.alice, peers.bob)
  const closed = once(link.near, 'close')
  await peers.bob.close()
  await closed
  expect(existsSync(peers.bob.dir)).toBe(true)
  await peers[Symbol.asyncDispose]()
  expect(existsSync(peers.bob.dir)).toBe(false)
})

test('peers that cannot meet end with a reason', async () => {
  await using peers = await createPeers('alice')
  await using elsewhere = await createPeers('bob')
  await expect(connect(peers.alice, elsewhere.bob, { timeoutMs: 500 })).rejects.toThrow(
    'CONNECT_TIMEOUT: alice and bob did not connect within 500 ms; bob knows 0 peers',
  )
})

test('names that clash are refused', async () => {
  await expect(createPeers('alice', 'alice')).rejects.toThrow("NAME_INVALID: two peers are called 'alice'")
  await expect(createPeers('dht' as string)).rejects.toThrow("NAME_INVALID: a peer cannot be called 'dht'")
})
