import { encodeKey } from '@comice/protocol'
import { keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createLocalDht } from './local-dht.ts'

const MIB = 1024 * 1024
const alice = keyPairOf('alice').publicKey

test('who begins big frames and never ends them loses the connections before the memory is gone', async () => {
  await using dht = await createLocalDht()
  const network = await dht.network('alice', { limits: { maxFrameBytesInFlight: 40 * MIB } })
  await network.join(topicOf('garden')).flushed()
  const reasons: string[] = []
  network.on('disconnection', (_, reason) => reasons.push(reason))
  for (let index = 0; index < 4; index++) {
    const node = await dht.node()
    const stream = node.connect(alice)
    stream.on('error', () => undefined)
    await once(stream, 'open')
    await stream.flush()
    // Under the encryption: a frame of 15 MiB is announced, and a part of it sent. (UDX holds back the first 64 KiB.)
    ;(stream.rawStream as NodeJS.WritableStream).write(
      Buffer.concat([Buffer.of(0, 0, 0xf0), Buffer.alloc(MIB)]),
    )
  }
  await waitFor(() => reasons.length === 2)
  expect(reasons).toEqual(['refused', 'refused'])
  expect(network.connections.size).toBe(2)
})

test('a big frame that ends is no trouble, however many follow each other', async () => {
  await using dht = await createLocalDht()
  const network = await dht.network('alice', { limits: { maxFrameBytesInFlight: 20 * MIB } })
  await network.join(topicOf('garden')).flushed()
  const stream = (await dht.node()).connect(alice, { keyPair: keyPairOf('bob') })
  stream.on('error', () => undefined)
  await once(stream, 'open')
  await waitFor(() => network.connections.size === 1)
  const received = network.connections.get(encodeKey(keyPairOf('bob').publicKey))?.stream
  // Channel 7 does not exist: Protomux ignores its messages.
  for (let frame = 0; frame < 5; frame++) stream.write(Buffer.alloc(8 * MIB, 7))
  await waitFor(() => (received?.rawBytesRead ?? 0) > 40 * MIB, { timeoutMs: 20_000 })
  expect(network.connections.size).toBe(1)
})
