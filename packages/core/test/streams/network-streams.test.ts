import type { Duplex } from 'node:stream'
import { once, seededRandom, waitFor } from '@comice/testkit'
import b4a from 'b4a'
import c from 'compact-encoding'
import type Protomux from 'protomux'
import { expect, test } from 'vitest'
import { MAX_BYTE_STREAMS, STREAM_WINDOW_BYTES } from '../../src/constants.ts'
import type { PeerConnection } from '../../src/network/connection.ts'
import type { Network } from '../../src/network/network.ts'
import type { ByteStream } from '../../src/streams/byte-stream.ts'
import { encodeStreamHead } from '../../src/streams/stream-head.ts'
import { type LinkedNetworks, linkNetworks } from '../fast-path/linked-networks.ts'

const PURPOSE = 'comice/test'

/** Nobody is known, so everything goes over the connection. */
const strangers = () => linkNetworks({ alice: { isKnown: () => false }, bob: { isKnown: () => false } })

function serve(network: Network, accepts: (data: Uint8Array) => boolean = () => true) {
  const streams: ByteStream[] = []
  network.streams.serve(PURPOSE, {
    accepts: (_, data) => accepts(data),
    onstream: (stream) => streams.push(stream),
  })
  return { streams, next: () => waitFor(() => streams.at(-1)) }
}

async function openAtBob({ bob, atBob }: LinkedNetworks, data: Uint8Array = b4a.alloc(0)) {
  const opened = await bob.streams.open(atBob, { purpose: PURPOSE, data, bulk: true })
  if (!opened.ok) throw new Error(opened.code)
  return opened.value
}

/** An iterator would end the other direction too. */
async function readToEnd(duplex: Duplex): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  duplex.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  await once(duplex, 'end')
  return b4a.concat(chunks)
}

/** mallory's end of a channel, that says what she likes. */
async function openRaw(
  connection: PeerConnection,
  head: Uint8Array = encodeStreamHead({ purpose: PURPOSE, data: b4a.alloc(0) }),
) {
  const answers: number[] = []
  const channel = connection.mux.createChannel<Uint8Array>({
    protocol: 'comice/bytes/1',
    id: b4a.from(crypto.getRandomValues(new Uint8Array(16))),
    handshake: c.raw,
    messages: [{ onmessage: (bytes: Uint8Array) => answers.push(bytes[0] ?? -1) }, null, null, null].map(
      (message) => message ?? {},
    ),
  })
  if (channel === null) throw new Error('no channel')
  channel.open(head)
  await channel.fullyOpened()
  const send = (kind: number, bytes: Uint8Array) => channel.messages[kind]?.send(bytes)
  return { channel: channel as unknown as Protomux.Channel, answers, send }
}

test('bulk goes over TCP between neighbours that know each other, and everything else over the connection', async () => {
  // Where the machine stands still for a moment a path is not good enough, and is not tried again on that connection.
  for (let via = ''; via !== 'tcp';) {
    await using known = await linkNetworks()
    serve(known.alice)
    via = (await openAtBob(known)).via
  }
  await using unknown = await strangers()
  const served = serve(unknown.alice)
  expect((await openAtBob(unknown, b4a.from('which'))).via).toBe('udx')
  const accepted = await served.next()
  expect([accepted.via, b4a.toString(accepted.data)]).toEqual(['udx', 'which'])
})

test('bytes arrive whole both ways, and one direction ends without the other', async () => {
  await using ends = await strangers()
  const served = serve(ends.alice)
  const { bytes: atBob } = await openAtBob(ends)
  const { bytes: atAlice } = await served.next()
  const random = seededRandom()
  const chunks = [1, 65_536, 65_537, 3_000_000, 5, 7_000_000].map((length) => random.bytes(length))
  for (const chunk of chunks) atBob.write(chunk)
  atBob.end()
  expect(b4a.equals(await readToEnd(atAlice), b4a.concat(chunks))).toBe(true)
  expect(atAlice.writable).toBe(true)
  const answered = readToEnd(atBob)
  atAlice.end('thanks')
  expect(b4a.toString(await answered)).toBe('thanks')
  await waitFor(() => [...ends.atBob.mux].every(({ protocol }) => protocol !== 'comice/bytes/1'))
  expect(ends.atBob.stream.destroying).toBe(false)
})

test('a reader that stops makes its writer wait, and nobody else', async () => {
  await using ends = await strangers()
  const served = serve(ends.alice)
  const stalled = (await openAtBob(ends)).bytes
  await served.next()
  const chunk = new Uint8Array(256 * 1024)
  let written = 0
  while (stalled.write(chunk)) written += chunk.byteLength
  const other = (await openAtBob(ends)).bytes
  other.end('goes on')
  expect(b4a.toString(await readToEnd((await served.next()).bytes))).toBe('goes on')
  expect(written).toBeLessThan(8 * 1024 * 1024)
  const read = served.streams[0]?.bytes
  expect(stalled.writableNeedDrain).toBe(true)
  read?.resume()
  await once(stalled, 'drain')
})

test('a stream that is cut says so at both ends', async () => {
  await using ends = await strangers()
  const served = serve(ends.alice)
  const { bytes: atBob } = await openAtBob(ends)
  const { bytes: atAlice } = await served.next()
  atBob.write('half of it')
  await once(atAlice, 'data')
  const failed = Promise.all([errorOf(atAlice), errorOf(atBob)])
  await ends.atBob.close()
  expect(await failed).toEqual(['STREAM_CUT', 'STREAM_CUT'])
})

test('an end that goes away before it has said all is an error at the other', async () => {
  await using ends = await strangers()
  const served = serve(ends.alice)
  const { bytes: atBob } = await openAtBob(ends)
  const { bytes: atAlice } = await served.next()
  const failed = errorOf(atAlice)
  atBob.destroy()
  expect(await failed).toBe('STREAM_CUT')
})

test('what is not served or not accepted is refused by name', async () => {
  await using ends = await strangers()
  const open = () => ends.bob.streams.open(ends.atBob, { purpose: PURPOSE })
  expect(await open()).toEqual({ ok: false, code: 'UNSUPPORTED' })
  serve(ends.alice, () => false)
  expect(await open()).toEqual({ ok: false, code: 'REFUSED' })
  await ends.atBob.close()
  expect(await open()).toEqual({ ok: false, code: 'DISCONNECTED' })
})

test('more bytes than there is room for end the stream, and cost no memory', async () => {
  await using ends = await strangers()
  const served = serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  const { bytes: atAlice } = await served.next()
  const failed = errorOf(atAlice)
  for (let sent = 0; sent <= 3 * 1024 * 1024; sent += 65_536) mallory.send(1, new Uint8Array(65_536))
  expect(await failed).toBe('STREAM_CUT')
  expect(ends.atBob.stream.destroying).toBe(false)
})

test('more credit than a direction may have, data after the end, and two ends end the stream', async () => {
  const wrongs: ((send: (kind: number, bytes: Uint8Array) => void) => void)[] = [
    (send) => send(2, c.encode(c.uint, STREAM_WINDOW_BYTES)),
    (send) => send(2, new Uint8Array(20)),
    (send) => [send(3, b4a.alloc(0)), send(1, b4a.from('more'))],
    (send) => [send(3, b4a.alloc(0)), send(3, b4a.alloc(0))],
    (send) => send(1, b4a.alloc(0)),
  ]
  await using ends = await strangers()
  const served = serve(ends.alice)
  for (const wrong of wrongs) {
    const mallory = await openRaw(ends.atBob)
    await waitFor(() => mallory.answers.length === 1)
    const failed = errorOf((await served.next()).bytes)
    wrong((kind, bytes) => void mallory.send(kind, bytes))
    expect(await failed).toBe('STREAM_CUT')
  }
  expect(ends.atBob.stream.destroying).toBe(false)
})

test('heads that are none are refused, and no more streams than allowed are open', async () => {
  await using ends = await strangers()
  serve(ends.alice)
  const bad = await openRaw(ends.atBob, b4a.alloc(2000, 1))
  await waitFor(() => bad.answers.length === 1)
  expect(bad.answers).toEqual([2])
  for (let n = 0; n < MAX_BYTE_STREAMS; n++) await openRaw(ends.atBob)
  const tooMany = await openRaw(ends.atBob)
  await tooMany.channel.fullyClosed()
  expect(tooMany.answers).toEqual([3])
  expect(ends.atBob.stream.destroying).toBe(false)
})

function errorOf(duplex: Duplex): Promise<string | undefined> {
  return new Promise((resolve) =>
    duplex.once('error', (error: Error & { code?: string }) => resolve(error.code)),
  )
}
