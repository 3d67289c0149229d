/** Streams on the one TCP path beside a connection. */
import type { Duplex } from 'node:stream'
import { once, seededRandom, waitFor } from '@comice/testkit'
import b4a from 'b4a'
import c from 'compact-encoding'
import type Protomux from 'protomux'
import { expect, test } from 'vitest'
import { STREAM_WINDOW_BYTES } from '../../src/constants.ts'
import type { PeerConnection } from '../../src/network/connection.ts'
import type { Network } from '../../src/network/network.ts'
import type { ByteStream } from '../../src/streams/byte-stream.ts'
import { ChannelStreams } from '../../src/streams/channel-streams.ts'
import { encodeStreamHead } from '../../src/streams/stream-head.ts'
import { STREAMS_PURPOSE } from '../../src/streams/stream-paths.ts'
import { StreamRoom } from '../../src/streams/stream-room.ts'
import { type LinkedNetworks, linkNetworks } from '../fast-path/linked-networks.ts'

const PURPOSE = 'comice/test'

interface Ends extends LinkedNetworks {
  /** What she was given. */
  readonly atAliceStreams: ByteStream[]
}

/** Two that have a path: on a machine that stands still for a moment the probe fails, and they begin anew. */
async function linkByPath(): Promise<Ends> {
  for (;;) {
    await using stack = new AsyncDisposableStack()
    const ends = stack.use(await linkNetworks())
    const atAliceStreams = serve(ends.alice)
    serve(ends.bob)
    const first = await open(ends.bob, ends.atBob)
    first.bytes.destroy()
    if (first.via !== 'tcp') continue
    const kept = stack.move()
    return { ...ends, atAliceStreams, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }
}

function serve(network: Network): ByteStream[] {
  const streams: ByteStream[] = []
  network.streams.serve(PURPOSE, { accepts: () => true, onstream: (stream) => streams.push(stream) })
  return streams
}

async function open(network: Network, connection: PeerConnection, data = b4a.alloc(0)): Promise<ByteStream> {
  const opened = await network.streams.open(connection, { purpose: PURPOSE, data, bulk: true })
  if (!opened.ok) throw new Error(opened.code)
  return opened.value
}

async function readToEnd(duplex: Duplex): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  duplex.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  await once(duplex, 'end')
  return b4a.concat(chunks)
}

/** Sockets of paths in this process, which has both ends of each. */
function pathSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
}

/** mallory's own path, of which she has the mux. */
async function pathOfMallory({ bob, atBob }: LinkedNetworks): Promise<Protomux> {
  const path = await until(async () => {
    const opened = await bob.fastPaths.open(atBob, { purpose: STREAMS_PURPOSE })
    return opened.ok ? opened.value : null
  })
  return path.mux()
}

async function openRaw(mux: Protomux) {
  const answers: number[] = []
  const channel = mux.createChannel<Uint8Array>({
    protocol: 'comice/bytes/1',
    id: b4a.from(crypto.getRandomValues(new Uint8Array(16))),
    handshake: c.raw,
    messages: [{ onmessage: (bytes: Uint8Array) => answers.push(bytes[0] ?? -1) }, {}, {}, {}],
  })
  if (channel === null) throw new Error('no channel')
  channel.open(encodeStreamHead({ purpose: PURPOSE, data: b4a.alloc(0) }))
  await waitFor(() => answers.length === 1)
  return { answers, send: (kind: number, bytes: Uint8Array) => channel.messages[kind]?.send(bytes) }
}

test('all streams between neighbours are on one path, whichever end opens them', async () => {
  await using ends = await linkByPath()
  const sockets = pathSockets()
  const opened = await Promise.all(Array.from({ length: 100 }, () => open(ends.bob, ends.atBob)))
  const back = await open(ends.alice, ends.atAlice)
  // No bulk: it looks for no path, and takes the one that is there.
  const small = await ends.alice.streams.open(ends.atAlice, { purpose: PURPOSE })
  const ways = [...opened, back, ...(small.ok ? [small.value] : [])].map(({ via }) => via)
  expect(ways).toEqual(Array.from({ length: 102 }, () => 'tcp'))
  expect(pathSockets()).toBe(sockets)
})

test('bytes arrive whole both ways on many streams at once, and one direction ends without the other', async () => {
  await using ends = await linkByPath()
  const random = seededRandom()
  const contents = Array.from({ length: 20 }, (_, n) => random.bytes(n * 50_000 + 1))
  const before = ends.atAliceStreams.length
  const opened = await Promise.all(contents.map((_, n) => open(ends.bob, ends.atBob, b4a.from(`${n}`))))
  await waitFor(() => ends.atAliceStreams.length === before + contents.length)
  const arriving = ends.atAliceStreams
    .slice(before)
    .map(async ({ bytes, data }) => ({ n: Number(b4a.toString(data)), got: await readToEnd(bytes), bytes }))
  for (const [n, { bytes }] of opened.entries()) bytes.end(contents[n])
  for (const { n, got, bytes } of await Promise.all(arriving)) {
    expect(b4a.equals(got, contents[n] ?? b4a.alloc(0))).toBe(true)
    const answered = opened[n]?.bytes
    if (answered === undefined) throw new Error('no such stream')
    const answer = readToEnd(answered)
    bytes.end(`thanks for ${n}`)
    expect(b4a.toString(await answer)).toBe(`thanks for ${n}`)
  }
})

test('a reader that stops costs its writer a window, and the other streams of the path nothing', async () => {
  await using ends = await linkByPath()
  const stalled = (await open(ends.bob, ends.atBob)).bytes
  const chunk = new Uint8Array(256 * 1024)
  let written = 0
  while (stalled.write(chunk)) written += chunk.byteLength
  const at = ends.atAliceStreams.length
  const other = (await open(ends.bob, ends.atBob)).bytes
  const accepted = await waitFor(() => ends.atAliceStreams[at])
  other.end('goes on')
  expect(b4a.toString(await readToEnd(accepted.bytes))).toBe('goes on')
  expect(written).toBeLessThan(STREAM_WINDOW_BYTES)
})

test('what is no frame of a stream ends the stream, and neither the path nor the connection', async () => {
  await using ends = await linkByPath()
  const mux = await pathOfMallory(ends)
  const wrongs: ((send: (kind: number, bytes: Uint8Array) => void) => void)[] = [
    (send) => send(1, b4a.alloc(0)),
    (send) => send(2, c.encode(c.uint, STREAM_WINDOW_BYTES)),
    (send) => send(2, new Uint8Array(20)),
    (send) => [send(3, b4a.alloc(0)), send(1, b4a.from('more'))],
    (send) => {
      for (let sent = 0; sent <= STREAM_WINDOW_BYTES; sent += 65_536) send(1, new Uint8Array(65_536))
    },
  ]
  for (const wrong of wrongs) {
    const at = ends.atAliceStreams.length
    const mallory = await openRaw(mux)
    const accepted = await waitFor(() => ends.atAliceStreams[at])
    const failed = once<[{ code: string }]>(accepted.bytes, 'error')
    wrong((kind, bytes) => void mallory.send(kind, bytes))
    expect((await failed)[0].code).toBe('STREAM_CUT')
  }
  expect([mux.stream.destroying, ends.atBob.stream.destroying]).toEqual([false, false])
})

test('what is no message at all costs both, as on the connection', async () => {
  await using ends = await linkByPath()
  const mux = await pathOfMallory(ends)
  const cut = once(ends.atAlice.stream, 'close')
  mux.stream.write(b4a.from([0, 1, 0xff, 0xff]))
  await cut
  expect(ends.atAlice.stream.destroyed).toBe(true)
})

test('a path that ends cuts its streams, and those that follow go over the connection', async () => {
  await using ends = await linkNetworks()
  serve(ends.bob)
  const path = await until(async () => {
    const opened = await ends.bob.fastPaths.open(ends.atBob, { purpose: STREAMS_PURPOSE })
    return opened.ok ? opened.value : null
  })
  const taken: Duplex[] = []
  const atBob = new ChannelStreams({
    mux: path.mux(),
    room: new StreamRoom(),
    take: (_, take) => {
      taken.push(take())
      return null
    },
  })
  const stream = await open(ends.alice, ends.atAlice)
  expect([stream.via, atBob.size]).toEqual(['tcp', 1])
  const failed = Promise.all([stream.bytes, taken[0]].map((end) => once(end as Duplex, 'error')))
  path.destroy()
  expect(await failed).toMatchObject([[{ code: 'STREAM_CUT' }], [{ code: 'STREAM_CUT' }]])
  expect((await open(ends.alice, ends.atAlice)).via).toBe('udx')
})

/** On a machine that stands still for a moment a path is not good enough. */
async function until<Value>(attempt: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const value = await attempt()
    if (value !== null) return value
  }
}
