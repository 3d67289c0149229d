import { createRequire } from 'node:module'
import { encodeKey } from '@comice/protocol'
import { keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import c, { type Encoder } from 'compact-encoding'
import { keyPair } from 'hypercore-crypto'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { expect, test } from 'vitest'
import type { NetworkOptions } from '../../src/network/network.ts'
import { createLocalDht, type LocalDht } from './local-dht.ts'

const alice = keyPairOf('alice').publicKey
const carol = encodeKey(keyPairOf('carol').publicKey)

/** Announces alice and returns when she can be dialled. */
async function startAlice(dht: LocalDht, options: NetworkOptions, now = Date.now) {
  const network = await dht.network('alice', options, now)
  await network.join(topicOf('garden')).flushed()
  return network
}

test('a flood of fresh keys gets no more connections than the limit, and a known device still gets in', async () => {
  await using dht = await createLocalDht()
  const network = await startAlice(dht, {
    isKnown: (key) => encodeKey(key) === carol,
    limits: { maxUnknownConnections: 8, unknownHandshakes: { perSecond: 20, burst: 40 } },
  })
  const mallory = await dht.node()
  let most = 0
  network.on('connection', () => {
    most = Math.max(most, network.connections.size)
  })
  const streams = Array.from({ length: 100 }, () => dial(mallory.connect(alice, { keyPair: keyPair() })))
  await waitFor(() => network.status().refusals >= 50, { timeoutMs: 20_000 })
  const carolsNetwork = await dht.network('carol')
  await carolsNetwork.joinPeer(alice).flushed()
  await waitFor(() => network.connections.has(carol))
  expect(most).toBeLessThanOrEqual(9)
  for (const stream of streams) stream.destroy()
})

test('when unknown devices fill their places, a newcomer takes the place of the one that was there longest', async () => {
  await using dht = await createLocalDht()
  let now = Date.now()
  const network = await startAlice(dht, { limits: { maxUnknownConnections: 2 } }, () => now)
  const mallory = await dht.node()
  const first = dial(mallory.connect(alice, { keyPair: keyPair() }))
  await once(first, 'open')
  // Open at mallory a moment before it is at alice, who counts from then.
  await waitFor(() => network.connections.size === 1)
  const second = dial(mallory.connect(alice, { keyPair: keyPair() }))
  await once(second, 'open')
  await waitFor(() => network.connections.size === 2)
  now += 10_000
  const evicted = once(network, 'disconnection')
  const bob = await dht.network('bob')
  await bob.joinPeer(alice).flushed()
  expect((await evicted)[1]).toBe('evicted')
  await waitFor(() => first.destroyed)
  expect(second.destroyed).toBe(false)
})

test('a handshake that is to be answered at port 0 is dropped: hyperdht would keep a stream for it for ever', async () => {
  await using dht = await createLocalDht()
  const network = await startAlice(dht, {})
  const [host = '', port] = network.status().segments[0]?.address?.split(':') ?? []
  const mallory = await dht.node()
  const { handshake } = createRequire(import.meta.url)('hyperdht/lib/messages.js') as { handshake: Encoder }
  const target = mallory.constructor as unknown as { hash: (key: Uint8Array) => Uint8Array }
  const ask = (peerAddress: { host: string; port: number }) =>
    mallory
      .request(
        {
          command: 0,
          target: target.hash(alice),
          value: c.encode(handshake, { mode: 1, noise: Buffer.alloc(96), peerAddress }),
        },
        { host, port: Number(port) },
        { retry: false },
      )
      .catch(() => undefined)
  const asked = [ask({ host: '127.0.0.1', port: 9 }), ask({ host: '127.0.0.1', port: 0 })]
  await waitFor(() => network.status().refusals > 0)
  await Promise.all(asked)
  expect(network.status().refusals).toBe(1)
})

test('a flood of handshake datagrams is dropped before any cryptography, and peers connect after it', async () => {
  await using dht = await createLocalDht()
  const network = await startAlice(dht, { limits: { handshakes: { perSecond: 20, burst: 20 } } })
  const [host = '', port] = network.status().segments[0]?.address?.split(':') ?? []
  const mallory = await dht.node()
  const target = mallory.constructor as unknown as { hash: (key: Uint8Array) => Uint8Array }
  const flood = Array.from({ length: 300 }, (_, index) =>
    mallory
      .request(
        { command: 0, target: target.hash(alice), value: handshakeOf(index) },
        { host, port: Number(port) },
        { retry: false },
      )
      .catch(() => undefined),
  )
  await waitFor(() => network.status().refusals >= 150)
  const bob = await dht.network('bob')
  await bob.joinPeer(alice).flushed()
  await waitFor(() => bob.connections.size === 1)
  await Promise.all(flood)
})

/** hyperdht's handshake message from a client: flags, mode, then the noise bytes with their length. */
function handshakeOf(index: number): Buffer {
  const noise = Buffer.alloc(100)
  noise.writeUInt32LE(index)
  return Buffer.concat([Buffer.of(0, 0, noise.length), noise])
}

/** mallory's streams fail in many ways; that is the point. */
function dial(stream: NoiseSecretStream): NoiseSecretStream {
  stream.on('error', () => undefined)
  return stream
}
