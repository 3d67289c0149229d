/** Over a wire that can be held up. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createWire, keyPairOf, once, seededRandom, waitFor } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import type { ChannelDuplex } from '../../src/streams/channel-duplex.ts'
import { ChannelStreams, type TakeStream } from '../../src/streams/channel-streams.ts'
import { StreamRoom } from '../../src/streams/stream-room.ts'
import { MAX_STREAM_ROOM_BYTES, STREAM_FIRST_BYTES, STREAM_ROUND_BYTES } from '../../src/constants.ts'

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
  const [atAlice, atBob] = streams.map((stream) => Protomux.from(stream))
  if (atAlice === undefined || atBob === undefined) throw new Error('not connected')
  const taken: ChannelDuplex[] = []
  const take: TakeStream = (_, takeIt) => {
    taken.push(takeIt())
    return null
  }
  const streamsOfAlice = new ChannelStreams({ mux: atAlice, room: new StreamRoom(), take })
  const bobs = new ChannelStreams({ mux: atBob, room: new StreamRoom(), take })
  const opened = await bobs.open(HEAD)
  const [accepted] = taken
  if (!opened.ok || accepted === undefined) throw new Error('not opened')
  const kept = stack.move()
  return {
    wire,
    atAlice: accepted,
    atBob: opened.value,
    /** Another one beside it, as both ends have it. */
    more: async () => {
      const another = await bobs.open(HEAD)
      const atAlice = taken.at(-1)
      if (!another.ok || atAlice === undefined) throw new Error('not opened')
      return { atAlice, atBob: another.value }
    },
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

/** Writes until its stream has no room; how many bytes are then under way. */
async function fill(stream: ChannelDuplex, most: number): Promise<number> {
  let sent = 0
  const block = new Uint8Array(STREAM_FIRST_BYTES)
  while (sent < most && stream.write(block)) sent += block.byteLength
  return sent
}

test('a thousand streams that nobody reads cost what each begins with, and one that is read goes on beside them', async () => {
  await using ends = await openStream()
  let under = 0
  for (let n = 0; n < 1000; n++) {
    const { atBob } = await ends.more()
    under += await fill(atBob, 4 * STREAM_FIRST_BYTES)
  }
  await ends.arrived()
  expect(under).toBeLessThan(1000 * 4 * STREAM_FIRST_BYTES)
  const { atAlice, atBob } = await ends.more()
  let got = 0
  atAlice.on('data', (chunk: Uint8Array) => (got += chunk.byteLength))
  const sent = 4 * 1024 * 1024
  for (let at = 0; at < sent; at += STREAM_FIRST_BYTES)
    if (!atBob.write(new Uint8Array(STREAM_FIRST_BYTES))) await once(atBob, 'drain')
  atBob.end()
  await once(atAlice, 'end')
  expect(got).toBe(sent)
}, 120_000)

test('streams that are read share what room there is beyond that, and give it back', async () => {
  await using ends = await openStream()
  const growAndStop = async () => {
    const pair = await ends.more()
    // Reads a megabyte, by which its room has grown to the most, and stops.
    let got = 0
    const enough = new Promise<void>((resolve) => {
      pair.atAlice.on('data', (chunk: Uint8Array) => {
        got += chunk.byteLength
        if (got < 1024 * 1024) return
        pair.atAlice.pause()
        resolve()
      })
    })
    let sent = 0
    while (sent < 1024 * 1024) {
      if (!pair.atBob.write(new Uint8Array(STREAM_FIRST_BYTES))) await once(pair.atBob, 'drain')
      sent += STREAM_FIRST_BYTES
    }
    await enough
    return pair
  }
  const held: Awaited<ReturnType<typeof growAndStop>>[] = []
  // More than all room together would be, if each had the most.
  for (let n = 0; n < 24; n++) held.push(await growAndStop())
  let under = 0
  for (const { atBob } of held) under += await fill(atBob, 3 * 1024 * 1024)
  await ends.arrived()
  const buffered = held.reduce((sum, { atBob }) => sum + atBob.writableLength, 0)
  expect(under - buffered).toBeLessThanOrEqual(MAX_STREAM_ROOM_BYTES + 24 * 2 * STREAM_FIRST_BYTES)
  for (const { atAlice } of held) atAlice.destroy()
  await ends.arrived()
  await growAndStop()
}, 120_000)

test('a thousand streams that have much to say take turns, and what is typed on another one waits for one round', async () => {
  await using ends = await openStream()
  const { wire } = ends
  const many: Awaited<ReturnType<typeof ends.more>>[] = []
  for (let n = 0; n < 1000; n++) many.push(await ends.more())
  const typed = await ends.more()
  const got = many.map(() => 0)
  for (const [n, { atAlice }] of many.entries())
    atAlice.on('data', (chunk: Uint8Array) => (got[n] = (got[n] ?? 0) + chunk.byteLength))
  // The first of them get more onto the connection before the others come: what is there is in front of everything.
  wire.toLeft.pause()
  for (const { atBob } of many) atBob.write(new Uint8Array(STREAM_FIRST_BYTES))
  typed.atBob.write(Uint8Array.of(7))
  const heard = once(typed.atAlice, 'data')
  typed.atAlice.resume()
  wire.resume()
  await heard
  const arrived = got.reduce((sum, bytes) => sum + bytes, 0)
  expect(arrived).toBeLessThanOrEqual(2 * STREAM_ROUND_BYTES)
  await waitFor(() => got.every((bytes) => bytes === STREAM_FIRST_BYTES))
}, 60_000)
