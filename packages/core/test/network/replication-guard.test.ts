/** mallory knows alice's core, as a member of her room or a seeder does, and sends her what no honest peer sends. */
import { encodeKey } from '@comice/protocol'
import { keyPairOf, once, seededRandom, tempDir, topicOf, waitFor } from '@comice/testkit'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import type { Network } from '../../src/network/network.ts'
import { createLocalDht } from './local-dht.ts'

const MALLORY = encodeKey(keyPairOf('mallory').publicKey)
const PROOF = { block: null, hash: null, seek: null, manifest: null }
const NOTHING = { start: 0, length: 0, nodes: [], additionalNodes: [], signature: Buffer.alloc(64) }

/** hypercore 11.37, `lib/replicator.js`, class Peer: what mallory sends by. */
interface WirePeer {
  stats: { backoffs: number }
  remoteOpened: boolean
  remoteLength: number
  channel: { close(): void }
  protomux: { cork(): void; uncork(): void }
  wireSync: { send(message: object): void }
  wireRequest: { send(message: object): void }
  wireCancel: { send(message: object): void }
  wireData: { send(message: object): void }
  wireNoData: { send(message: object): void }
  wireWant: { send(message: object): void }
  wireUnwant: { send(message: object): void }
  wireBitfield: { send(message: object): void }
  wireRange: { send(message: object): void }
}

interface Meeting extends AsyncDisposable {
  alice: Network
  /** mallory's end of the channel of alice's core, which has one block. */
  peer: WirePeer
  copy: Hypercore
  stream: NoiseSecretStream
}

async function meet(prepare?: (notes: Hypercore) => Promise<unknown>): Promise<Meeting> {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  if (prepare !== undefined) {
    const before = new Corestore(dir.join('alice'))
    await prepare(before.get({ name: 'notes' }))
    await before.close()
  }
  const dht = stack.use(await createLocalDht())
  const alice = await dht.network('alice')
  const store = stack.adopt(new Corestore(dir.join('alice')), (opened) => opened.close())
  const core = store.get({ name: 'notes' })
  await core.ready()
  if (core.length === 0) await core.append('milk')
  alice.on('connection', ({ stream }) => store.replicate(stream))
  await alice.join(topicOf('garden')).flushed()

  const node = await dht.node()
  const stream = node.connect(keyPairOf('alice').publicKey, { keyPair: keyPairOf('mallory') })
  stream.on('error', () => undefined)
  await once(stream, 'open')
  const copies = stack.adopt(new Corestore(dir.join('mallory')), (opened) => opened.close())
  const copy = copies.get({ key: core.key })
  await copy.ready()
  copies.replicate(stream)
  const peersOf = () =>
    (copy as unknown as { core: { replicator: { peers: WirePeer[] } } }).core.replicator.peers
  await waitFor(() => peersOf()[0]?.remoteLength === core.length)
  const [peer] = peersOf()
  if (peer === undefined) throw new Error('mallory and alice have no channel')
  const kept = stack.move()
  return { alice, peer, copy, stream, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** A message of any kind, well-formed, with numbers and parts as they come. */
function sendAnything(peer: WirePeer, random: ReturnType<typeof seededRandom>): void {
  const number = () => random.pick([0, 1, 2, 3, 7, 64, 32_768, 2 ** 21, 2 ** 32 - 1, 2 ** 32, 2 ** 52])
  const small = () => random.integer(0, 3)
  const maybe = <T>(make: () => T): T | null => (random.integer(0, 1) === 0 ? null : make())
  const flag = () => random.integer(0, 1) === 0
  const node = () => ({
    index: random.pick([0, 1, 2, 3, 4, 5, 2 ** 40]),
    size: number(),
    hash: random.bytes(32),
  })
  const nodes = () => Array.from({ length: small() }, node)
  const upgrade = () => ({ start: small(), length: random.pick([0, 1, 2, 5, 2 ** 40]) })
  const send: Record<string, () => void> = {
    sync: () =>
      peer.wireSync.send({
        fork: small(),
        length: number(),
        remoteLength: number(),
        canUpgrade: flag(),
        uploading: flag(),
        downloading: true,
        hasManifest: flag(),
        allowPush: flag(),
      }),
    request: () =>
      peer.wireRequest.send({
        id: number(),
        fork: small(),
        block: maybe(() => ({ index: number(), nodes: number() })),
        hash: maybe(() => ({ index: number(), nodes: number() })),
        seek: maybe(() => ({ bytes: number(), padding: number() })),
        upgrade: maybe(upgrade),
        manifest: flag(),
        priority: small(),
      }),
    cancel: () => peer.wireCancel.send({ request: number() }),
    data: () =>
      peer.wireData.send({
        request: small(),
        fork: small(),
        block: maybe(() => ({ index: small(), value: random.bytes(4), nodes: nodes() })),
        hash: maybe(() => ({ index: number(), nodes: nodes() })),
        seek: maybe(() => ({ bytes: number(), nodes: nodes() })),
        upgrade: maybe(() => ({
          ...upgrade(),
          nodes: nodes(),
          additionalNodes: nodes(),
          signature: random.bytes(random.pick([0, 64, 70])),
        })),
        manifest: null,
      }),
    noData: () => peer.wireNoData.send({ request: small(), reason: small() }),
    want: () => peer.wireWant.send({ start: number(), length: number(), any: flag() }),
    unwant: () => peer.wireUnwant.send({ start: number(), length: number(), any: flag() }),
    bitfield: () => peer.wireBitfield.send({ start: number(), bitfield: new Uint32Array(small()).fill(9) }),
    range: () => peer.wireRange.send({ drop: flag(), start: number(), length: number() }),
  }
  random.pick(Object.values(send))()
}

async function expectRefused(alice: Network): Promise<void> {
  const [connection, reason] = await once<[{ remotePublicKey: Uint8Array }, string]>(alice, 'disconnection')
  expect(encodeKey(connection.remotePublicKey)).toBe(MALLORY)
  expect(reason).toBe('refused')
}

test('a fork that is proven with nothing costs its sender the connection, not us the process', async () => {
  await using meeting = await meet()
  const refused = expectRefused(meeting.alice)
  meeting.peer.wireData.send({ ...PROOF, request: 7, fork: 1, upgrade: NOTHING })
  await refused
})

test('an upgrade to nothing costs the connection', async () => {
  await using meeting = await meet()
  const refused = expectRefused(meeting.alice)
  meeting.peer.wireData.send({ ...PROOF, request: 0, fork: 0, upgrade: NOTHING })
  await refused
})

test('a message that fails after its channel was closed does not end the process', async () => {
  await using meeting = await meet()
  const { alice, peer, stream } = meeting
  peer.protomux.cork()
  peer.wireData.send({ ...PROOF, request: 0, fork: 0, upgrade: NOTHING })
  peer.channel.close()
  peer.protomux.uncork()
  await stream.flush()
  stream.destroy()
  const [, reason] = await once<[unknown, string]>(alice, 'disconnection')
  expect(reason).toBe('remote')
})

test('blocks far beyond what cores have cost the connection, not the memory and the time to note them', async () => {
  for (const send of [
    ({ wireRange }: WirePeer) => wireRange.send({ drop: false, start: 1, length: 2 ** 50 }),
    ({ wireRange }: WirePeer) => wireRange.send({ drop: false, start: 2 ** 50, length: 1 }),
    ({ wireBitfield }: WirePeer) => wireBitfield.send({ start: 2 ** 50, bitfield: Uint32Array.of(1) }),
  ]) {
    await using meeting = await meet()
    const refused = expectRefused(meeting.alice)
    send(meeting.peer)
    await refused
  }
})

test('blocks that are scattered so that each takes a page cost the connection', async () => {
  await using meeting = await meet()
  const refused = expectRefused(meeting.alice)
  for (let page = 0; page < 20_000; page++) {
    meeting.peer.wireRange.send({ drop: false, start: 1 + page * 32_768, length: 1 })
  }
  await refused
})

test('requests without end, by a peer that does not read, cost the connection', async () => {
  await using meeting = await meet()
  const { alice, peer, stream } = meeting
  const refused = expectRefused(alice)
  stream.pause()
  for (let id = 1; id < 100_000; id++) {
    peer.wireRequest.send({
      id,
      fork: 0,
      block: { index: 0, nodes: 0 },
      hash: null,
      seek: null,
      upgrade: null,
      manifest: false,
      priority: 0,
    })
  }
  await refused
})

test('who asks for a block whose hashes are gone keeps the connection, and hears that there is none', async () => {
  await using meeting = await meet(async (notes) => {
    await notes.append(['milk', 'bread'])
    // hypercore's own: see clearBlocks.
    await notes.clear(1)
  })
  const { alice, copy, peer } = meeting
  let lost = 0
  alice.on('disconnection', () => lost++)
  const reading = copy.get(0)
  reading.catch(() => undefined)
  await waitFor(() => peer.stats.backoffs > 1)
  expect([lost, alice.connections.size]).toEqual([0, 1])
})

test('forks without end cost the connection', async () => {
  await using meeting = await meet()
  const refused = expectRefused(meeting.alice)
  for (let fork = 1; fork < 10_000; fork++) {
    meeting.peer.wireSync.send({
      fork,
      length: 1,
      remoteLength: 0,
      canUpgrade: true,
      uploading: true,
      downloading: true,
      hasManifest: true,
      allowPush: false,
    })
  }
  await refused
})

test('any messages about a core, in any order, cost a connection or nothing', async () => {
  const random = seededRandom()
  for (let round = 0; round < 12; round++) {
    await using meeting = await meet()
    const { alice, peer, stream } = meeting
    for (let message = 0; message < 200 && !stream.destroying; message++) sendAnything(peer, random)
    await stream.flush()
    stream.destroy()
    await waitFor(() => alice.connections.size === 0)
  }
})
