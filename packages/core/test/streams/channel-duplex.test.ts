/** Over a wire that can be held up. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { giveBack } from '@comice/protocol'
import { createWire, keyPairOf, once, seededRandom, waitFor } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import { type ChannelDuplex, DATA, END } from '../../src/streams/channel-duplex.ts'
import { ChannelStreams, type TakeStream } from '../../src/streams/channel-streams.ts'
import { StreamRoom } from '../../src/streams/stream-room.ts'
import {
  MAX_STREAM_ROOM_BYTES,
  STREAM_FIRST_BYTES,
  STREAM_ROUND_BYTES,
  STREAM_WRITE_BYTES,
} from '../../src/constants.ts'

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
    muxAtAlice: atAlice,
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

test('what came before the other end left is read however late, also why it left, and only then is it a cut', async () => {
  await using ends = await openStream()
  const { atAlice, atBob } = ends
  const said = seededRandom().bytes(60_000)
  atAlice.write(said)
  await once(atAlice.end(), 'finish')
  await ends.arrived()
  atAlice.destroy()
  await once(atAlice, 'close')
  await ends.arrived()
  expect(atBob.destroyed).toBe(false)
  // An answer that nobody hears does not take away what is still to be read.
  await new Promise<unknown>((resolve) => atBob.write(Uint8Array.of(1), resolve))
  const closed = once(atBob, 'close')
  const failed = once(atBob, 'error')
  const chunks: Uint8Array[] = []
  atBob.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
  await closed
  expect(b4a.equals(b4a.concat(chunks), said)).toBe(true)
  expect(atBob.writableFinished).toBe(false)
})

test('data that came in one batch with something else does not take the memory of that away', async () => {
  await using ends = await openStream()
  const { atBob, muxAtAlice } = ends
  const got: number[] = []
  atBob.on('data', (chunk: Uint8Array) => {
    got.push(chunk.byteLength)
    giveBack(chunk)
  })
  await ends.arrived()
  const ended = once(atBob, 'end')
  const [channel] = [...muxAtAlice]
  channel?.cork()
  channel?.messages[DATA]?.send(new Uint8Array(60_000).fill(1))
  channel?.messages[END]?.send(new Uint8Array())
  channel?.uncork()
  await ended
  expect(got).toEqual([60_000])
})

test('an end that writes on when the other one has left, and reads nothing, is told', async () => {
  await using ends = await openStream()
  const { atAlice, atBob } = ends
  await fill(atBob, 4 * STREAM_FIRST_BYTES)
  atAlice.write(Uint8Array.of(7))
  await once(atAlice.end(), 'finish')
  await ends.arrived()
  const failed = once(atBob, 'error')
  atAlice.destroy()
  atBob.write(new Uint8Array(STREAM_WRITE_BYTES))
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
})

test('an end that left without a word cuts at once what was not read', async () => {
  await using ends = await openStream()
  const { atAlice, atBob } = ends
  atAlice.write(new Uint8Array(60_000))
  await ends.arrived()
  const failed = once(atBob, 'error')
  atAlice.destroy()
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
  expect(atBob.destroyed).toBe(true)
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
