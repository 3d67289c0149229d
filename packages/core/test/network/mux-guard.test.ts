import { encodeKey } from '@comice/protocol'
import { keyPairOf, once, seededRandom, topicOf, waitFor } from '@comice/testkit'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import type { Network, NetworkOptions } from '../../src/network/network.ts'
import { createLocalDht, type LocalDht } from './local-dht.ts'

const MALLORY = encodeKey(keyPairOf('mallory').publicKey)
const BOB = encodeKey(keyPairOf('bob').publicKey)

/** alice, connected to bob, who is honest, and to mallory's bare stream. */
async function meetMallory(dht: LocalDht, limits: NetworkOptions['limits'] = {}) {
  const alice = await dht.network('alice', { limits })
  await alice.join(topicOf('garden')).flushed()
  const bob = await dht.network('bob')
  await bob.joinPeer(keyPairOf('alice').publicKey).flushed()
  await waitFor(() => alice.connections.has(BOB))
  return { alice, mallory: await connectMallory(dht, alice) }
}

async function connectMallory(dht: LocalDht, alice: Network): Promise<NoiseSecretStream> {
  const node = await dht.node()
  const stream = node.connect(keyPairOf('alice').publicKey, { keyPair: keyPairOf('mallory') })
  stream.on('error', () => undefined)
  await once(stream, 'open')
  await waitFor(() => alice.connections.has(MALLORY))
  return stream
}

async function expectRefused(alice: Network): Promise<void> {
  const [connection, reason] = await once<[{ remotePublicKey: Uint8Array }, string]>(alice, 'disconnection')
  expect(encodeKey(connection.remotePublicKey)).toBe(MALLORY)
  expect(reason).toBe('refused')
  // bob has nothing to do with it.
  expect([...alice.connections.keys()]).toEqual([BOB])
}

test('opening more channels than the limit costs the connection, and nobody else anything', async () => {
  await using dht = await createLocalDht()
  const { alice, mallory } = await meetMallory(dht, { maxChannels: 100 })
  const refused = expectRefused(alice)
  const mux = Protomux.from(mallory)
  for (let id = 0; id < 20_000; id++) mux.createChannel({ protocol: 'flood', id: idOf(id) })?.open()
  await refused
})

test('opening and closing channels without end costs the connection', async () => {
  await using dht = await createLocalDht()
  const { alice, mallory } = await meetMallory(dht, { channelOpens: { perSecond: 10, burst: 50 } })
  const refused = expectRefused(alice)
  const mux = Protomux.from(mallory)
  for (let id = 0; id < 500; id++) {
    const channel = mux.createChannel({ protocol: 'flood', id: idOf(id) })
    channel?.open()
    channel?.close()
  }
  await refused
})

test('a device that was refused does not get in again at once', async () => {
  await using dht = await createLocalDht()
  const { alice, mallory } = await meetMallory(dht)
  const refused = expectRefused(alice)
  mallory.write(openFrame(0))
  await refused
  const again = (await dht.node()).connect(keyPairOf('alice').publicKey, { keyPair: keyPairOf('mallory') })
  again.on('error', () => undefined)
  await once(again, 'close', { timeoutMs: 25_000 })
  expect(alice.connections.has(MALLORY)).toBe(false)
})

test('a handler that trips over a message costs its sender the connection, not us the process', async () => {
  await using dht = await createLocalDht()
  const { alice, mallory } = await meetMallory(dht)
  for (const { mux } of alice.connections.values()) {
    const channel = mux.createChannel({
      protocol: 'careless',
      messages: [
        { onmessage: (message: Uint8Array) => (message as unknown as { no: { such: object } }).no.such },
      ],
    })
    channel?.open()
  }
  const refused = expectRefused(alice)
  const channel = Protomux.from(mallory).createChannel({ protocol: 'careless', messages: [{}] })
  channel?.open()
  channel?.messages[0]?.send(Buffer.from('x'))
  await refused
})

test('a peer that does not read loses its connection when too much waits for it', async () => {
  await using dht = await createLocalDht()
  const { alice, mallory } = await meetMallory(dht, { maxUnreadBytes: 1024 * 1024 })
  mallory.pause()
  const refused = expectRefused(alice)
  const stream = alice.connections.get(MALLORY)?.stream
  for (let written = 0; written < 64 && stream?.destroying === false; written++)
    stream.write(Buffer.alloc(65_536))
  await refused
})

test('random frames cost a connection or nothing', async () => {
  await using dht = await createLocalDht()
  const alice = await dht.network('alice', { limits: { channelOpens: { perSecond: 1e6, burst: 1e6 } } })
  await alice.join(topicOf('garden')).flushed()
  const random = seededRandom()
  for (let round = 0; round < 30; round++) {
    const node = await dht.node()
    const stream = node.connect(keyPairOf('alice').publicKey)
    stream.on('error', () => undefined)
    await once(stream, 'open')
    for (let frame = 0; frame < 200 && !stream.destroying; frame++) stream.write(hostileFrame(random))
    await stream.flush()
    stream.destroy()
  }
  await waitFor(() => alice.connections.size === 0)
  const bob = await dht.network('bob')
  await bob.joinPeer(keyPairOf('alice').publicKey).flushed()
  await waitFor(() => bob.connections.size === 1)
})

/** Control session (0), open (1), this channel, protocol 'x', no id. */
function openFrame(channel: number): Buffer {
  return Buffer.of(0, 1, channel, 1, 0x78, 0)
}

/** Mostly control frames: they are what Protomux acts on without any channel. */
function hostileFrame(random: ReturnType<typeof seededRandom>): Buffer {
  const bytes = Buffer.from(random.bytes(1 + random.integer(0, 39)))
  if (random.integer(0, 3) > 0) bytes[0] = 0
  if (bytes.length > 1 && random.integer(0, 3) > 0) bytes[1] = random.integer(0, 4)
  if (bytes.length > 2 && random.integer(0, 1) > 0) bytes[2] = random.integer(0, 3)
  return bytes
}

function idOf(id: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(id)
  return bytes
}
