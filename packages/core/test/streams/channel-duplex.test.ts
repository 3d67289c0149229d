/** Over a wire that can be held up. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createWire, keyPairOf, once, seededRandom } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import type { PeerConnection } from '../../src/network/connection.ts'
import type { ChannelDuplex } from '../../src/streams/channel-duplex.ts'
import { ChannelStreams, type TakeStream } from '../../src/streams/channel-streams.ts'

const HEAD = { purpose: 'comice/test', data: b4a.alloc(0) }

/** Both ends of a stream that bob has opened. */
async function openStream() {
  await using stack = new AsyncDisposableStack()
  const wire = stack.use(createWire())
  const streams = [
    new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf('alice') }),
    new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf('bob') }),
  ] as const
  for (const stream of streams) stack.adopt(stream, (opened) => opened.destroy())
  for (const stream of streams) stream.on('error', () => undefined)
  await Promise.all(streams.map((stream) => once(stream, 'connect')))
  // All that streams need of a connection.
  const [atAlice, atBob] = streams.map((stream) => ({ stream, mux: Protomux.from(stream) }) as PeerConnection)
  if (atAlice === undefined || atBob === undefined) throw new Error('not connected')
  const taken: ChannelDuplex[] = []
  const take: TakeStream = (_, takeIt) => {
    taken.push(takeIt())
    return null
  }
  const streamsOfAlice = new ChannelStreams(atAlice, take)
  const opened = await new ChannelStreams(atBob, take).open(HEAD)
  const [accepted] = taken
  if (!opened.ok || accepted === undefined) throw new Error('not opened')
  const kept = stack.move()
  return {
    wire,
    atAlice: accepted,
    atBob: opened.value,
    /** Until bob has answered alice, so that what she sent before is there. */
    arrived: () => streamsOfAlice.open(HEAD),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('an end that comes while the last bytes wait for the connection does not cut them off', async () => {
  await using ends = await openStream()
  const { wire, atAlice, atBob } = ends
  wire.toRight.pause()
  for (let n = 0; n < 4; n++) atAlice.write(new Uint8Array(65_536))
  atAlice.end()
  atAlice.resume()
  atBob.end()
  await once(atAlice, 'end')
  await nextTurn()
  let bytes = 0
  atBob.on('data', (chunk: Uint8Array) => (bytes += chunk.byteLength))
  const ended = once(atBob, 'end')
  wire.resume()
  await ended
  expect(bytes).toBe(4 * 65_536)
})

test('frames of one byte that nobody reads take the memory of their bytes, not of so many frames', async () => {
  await using ends = await openStream()
  const { atAlice, atBob } = ends
  const sent = seededRandom().bytes(30_000)
  for (const byte of sent) atAlice.write(Uint8Array.of(byte))
  atAlice.end()
  await once(atAlice, 'finish')
  await ends.arrived()
  const chunks: Uint8Array[] = []
  atBob.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  await once(atBob, 'end')
  expect(b4a.equals(b4a.concat(chunks), sent)).toBe(true)
  expect(chunks.length).toBeLessThan(10)
})
