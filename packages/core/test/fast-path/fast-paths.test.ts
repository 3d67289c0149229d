import { connect as connectSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { bindStream, type PathBinding } from '../../src/fast-path/bound-stream.ts'
import type { FastStream } from '../../src/fast-path/fast-path.ts'
import {
  decodePathMessage,
  encodePathMessage,
  type PathMessage,
} from '../../src/fast-path/fast-path-encoding.ts'
import { dialTcp, listenTcp } from '../../src/fast-path/tcp-ends.ts'
import type { PeerConnection } from '../../src/network/connection.ts'
import type { Network } from '../../src/network/network.ts'
import { createLocalDht } from '../network/local-dht.ts'
import { type LinkedNetworks, linkNetworks, listenerCount } from './linked-networks.ts'

const PURPOSE = 'comice/test'
const UNLUCKY = new Set(['SLOW', 'NO_ANSWER', 'UNREACHABLE'])
const HERE = { local: '127.0.0.1', remote: '127.0.0.1' }

/** Serves the purpose at `network`; the streams in the order in which they come. */
function serve(network: Network, accepts: (data: Uint8Array) => boolean = () => true) {
  const streams: FastStream[] = []
  network.fastPaths.serve(PURPOSE, {
    accepts: (_, data) => accepts(data),
    onstream: (stream) => streams.push(stream),
  })
  return { streams, next: () => waitFor(() => streams.at(-1)) }
}

async function openAtBob(
  { bob, atBob }: LinkedNetworks,
  data: Uint8Array = new Uint8Array(),
): Promise<FastStream> {
  for (let tries = 1; ; tries++) {
    const opened = await bob.fastPaths.open(atBob, { purpose: PURPOSE, data })
    if (opened.ok) return opened.value
    // On a machine that stands still for a moment a path is not good enough.
    if (!UNLUCKY.has(opened.code) || tries === 5) throw new Error(opened.code)
  }
}

/** mallory at bob's end of the channel: says what no honest end says. */
async function openRaw(connection: PeerConnection) {
  const received: PathMessage[] = []
  const channel = connection.mux.createChannel({
    protocol: 'comice/fast-path/1',
    messages: [
      {
        onmessage: (bytes: Uint8Array) => {
          const decoded = decodePathMessage(b4a.from(bytes))
          if (decoded.ok) received.push(decoded.value)
        },
      },
    ],
  })
  if (channel === null) throw new Error('no channel')
  channel.open()
  await channel.fullyOpened()
  return {
    channel,
    received,
    send: (message: PathMessage) => channel.messages[0]?.send(encodePathMessage(message)),
    raw: (bytes: Uint8Array) => channel.messages[0]?.send(bytes),
  }
}

const ask = (n: number): PathMessage => ({
  kind: 'ask',
  id: b4a.alloc(16, n),
  purpose: PURPOSE,
  data: b4a.alloc(0),
})

test('a stream carries bytes both ways, and one direction ends without the other', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened = await openAtBob(ends, b4a.from('which'))
  const accepted = await served.next()
  expect(b4a.toString(accepted.data)).toBe('which')
  expect(opened.quality?.rttMs).toBeLessThan(10)
  const [atBob, atAlice] = [opened.bytes(), accepted.bytes()]
  atBob.end('question')
  expect(b4a.toString(await readToEnd(atAlice))).toBe('question')
  expect(atAlice.writable).toBe(true)
  atAlice.write('long ')
  atAlice.end('answer')
  expect(b4a.toString(await readToEnd(atBob))).toBe('long answer')
  await Promise.all([opened.closed, accepted.closed])
  expect(ends.atBob.stream.destroying).toBe(false)
})

test('chunks of any size arrive whole', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const [atBob, atAlice] = [(await openAtBob(ends)).bytes(), (await served.next()).bytes()]
  const chunks = [1, 65_536, 524_288, 524_289, 3_000_000].map((bytes, n) => new Uint8Array(bytes).fill(n))
  for (const chunk of chunks) atBob.write(chunk)
  atBob.end()
  expect(b4a.equals(await readToEnd(atAlice), b4a.concat(chunks))).toBe(true)
})

test('a reader that stops makes the writer wait, with bounded memory', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const atBob = (await openAtBob(ends)).bytes()
  ;(await served.next()).bytes()
  const chunk = new Uint8Array(64 * 1024)
  let written = 0
  while (atBob.write(chunk) || (await drains(atBob))) written += chunk.byteLength
  // Of both sockets, the kernel's buffers, and the streams at both ends.
  expect(written).toBeLessThan(32 * 1024 * 1024)
})

test('frames of one byte that nobody reads are held back by the socket', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const atBob = (await openAtBob(ends)).bytes()
  const atAlice = (await served.next()).bytes()
  for (let n = 0; n < 120_000; n++) atBob.write(Uint8Array.of(n))
  atBob.end()
  await waitFor(() => atAlice.readableLength >= 64 * 1024)
  // What one read of the socket brings comes on top.
  expect(atAlice.readableLength).toBeLessThan(80_000)
  expect((await readToEnd(atAlice)).byteLength).toBe(120_000)
})

test('a stream that is cut before its end says so at the reader', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened = await openAtBob(ends)
  const atAlice = (await served.next()).bytes()
  opened.bytes().write('half of it')
  await once(atAlice, 'data')
  const failed = once(atAlice, 'error')
  opened.destroy()
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
})

test('a direction that is over leaves the other one, and what was said last arrives', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened = await openAtBob(ends)
  const atBob = opened.bytes()
  const accepted = await served.next()
  const atAlice = accepted.bytes()
  atBob.resume().end()
  await Promise.all([once(atAlice.resume(), 'end'), once(atBob, 'finish')])
  const chunk = new Uint8Array(256 * 1024)
  let came = 0
  atBob.on('data', ({ byteLength }: Uint8Array) => (came += byteLength))
  for (let n = 0; n < 32; n++) atAlice.write(chunk)
  atAlice.end()
  await once(atBob, 'end')
  expect(came).toBe(32 * chunk.byteLength)
  await Promise.all([opened.closed, accepted.closed])
  expect([atAlice.errored, atBob.errored]).toEqual([null, null])
})

test('an end that leaves when it has said all, but not heard all, cuts the other one', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened = await openAtBob(ends)
  const atBob = opened.bytes()
  const atAlice = (await served.next()).bytes()
  atBob.end()
  await Promise.all([once(atAlice.resume(), 'end'), once(atBob, 'finish')])
  const failed = once(atAlice, 'error')
  atBob.destroy()
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
})

test('a stream that was over before anybody took its bytes says so', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  const opened = await openAtBob(ends)
  opened.destroy()
  await opened.closed
  expect(await once(opened.bytes(), 'error')).toMatchObject([{ code: 'STREAM_CUT' }])
})

test('a path ends with its connection', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened = await openAtBob(ends)
  const accepted = await served.next()
  await ends.atBob.close()
  await Promise.all([opened.closed, accepted.closed])
})

/** An iterator would end the other direction too. */
async function readToEnd(duplex: Duplex): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  duplex.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  await once(duplex, 'end')
  return b4a.concat(chunks)
}

async function drains(duplex: Duplex): Promise<boolean> {
  return once(duplex, 'drain', { timeoutMs: 500 }).then(
    () => true,
    () => false,
  )
}

test('a peer that nobody vouches for gets no listener, until a service allows it', async () => {
  await using ends = await linkNetworks({ alice: { isKnown: () => false } })
  const served = serve(ends.alice)
  // Dialling it is not vouching for it.
  ends.alice.joinPeer(ends.atAlice.remotePublicKey)
  const mallory = await openRaw(ends.atBob)
  const before = listenerCount()
  mallory.send(ask(1))
  await waitFor(() => mallory.received.length === 1)
  expect(mallory.received[0]).toMatchObject({ kind: 'refusal', reason: 'NOT_ALLOWED' })
  expect(listenerCount()).toBe(before)
  const takeBack = ends.alice.fastPaths.allow(ends.atAlice)
  mallory.send(ask(2))
  await waitFor(() => mallory.received.some(({ kind }) => kind === 'offer'))
  expect(served.streams).toEqual([])
  takeBack()
})

test('a sibling has paths of its own, to whom it allows', async () => {
  await using dht = await createLocalDht()
  const [alice, bob] = [await dht.network('alice'), await dht.network('bob')]
  const [sender, receiver] = [
    alice.sibling({ keyPair: keyPairOf('sender') }),
    bob.sibling({ keyPair: keyPairOf('receiver') }),
  ]
  const met = Promise.all([
    once<[PeerConnection]>(sender, 'connection'),
    once<[PeerConnection]>(receiver, 'connection'),
  ])
  await sender.join(topicOf('a code')).flushed()
  receiver.join(topicOf('a code'))
  const [[atSender], [atReceiver]] = await met
  serve(sender)
  const open = () => receiver.fastPaths.open(atReceiver, { purpose: PURPOSE })
  expect(await open()).toEqual({ ok: false, code: 'NOT_ALLOWED' })
  receiver.fastPaths.allow(atReceiver)
  expect(await open()).toEqual({ ok: false, code: 'NOT_ALLOWED' })
  sender.fastPaths.allow(atSender)
  expect((await open()).ok).toBe(true)
})

test('an end does not ask a peer that it does not know', async () => {
  await using ends = await linkNetworks({ bob: { isKnown: () => false } })
  serve(ends.alice)
  expect(await ends.bob.fastPaths.open(ends.atBob, { purpose: PURPOSE })).toEqual({
    ok: false,
    code: 'NOT_ALLOWED',
  })
})

test('what is not served, not accepted or switched off is refused by name', async () => {
  await using ends = await linkNetworks()
  const open = () => ends.bob.fastPaths.open(ends.atBob, { purpose: PURPOSE })
  expect(await open()).toEqual({ ok: false, code: 'UNSUPPORTED' })
  serve(ends.alice, () => false)
  expect(await open()).toEqual({ ok: false, code: 'REFUSED' })
  await using off = await linkNetworks({ alice: { fastPaths: false } })
  serve(off.bob)
  expect(await off.alice.fastPaths.open(off.atAlice, { purpose: PURPOSE })).toEqual({
    ok: false,
    code: 'OFF',
  })
  expect(await off.bob.fastPaths.open(off.atBob, { purpose: PURPOSE })).toEqual({
    ok: false,
    code: 'UNSUPPORTED',
  })
})

test('an offer is over when its time is, and its listener with it', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  const before = listenerCount()
  mallory.send(ask(1))
  await waitFor(() => mallory.received.length === 1)
  expect(listenerCount()).toBe(before + 1)
  await waitFor(() => listenerCount() === before, { timeoutMs: 20_000 })
})

test('a peer has one listener at a time, and a flood of asks opens no more', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  const before = listenerCount()
  for (let n = 1; n <= 200; n++) mallory.send(ask(n))
  await waitFor(() => mallory.received.length === 200)
  expect(mallory.received.filter(({ kind }) => kind === 'offer')).toHaveLength(1)
  expect(listenerCount()).toBe(before + 1)
  mallory.send({ kind: 'end', id: b4a.alloc(16, 1) })
  await waitFor(() => listenerCount() === before)
  // It has asked too often for now.
  mallory.send(ask(201))
  await waitFor(() => mallory.received.length === 201)
  expect(mallory.received[200]).toMatchObject({ kind: 'refusal', reason: 'BUSY' })
})

test('messages that are none cost the channel, and not the connection', async () => {
  await using ends = await linkNetworks()
  const mallory = await openRaw(ends.atBob)
  mallory.raw(b4a.alloc(100_000))
  await mallory.channel.fullyClosed()
  expect(ends.atBob.stream.destroying).toBe(false)
})

test('offers and wishes to be dialled that answer nothing make nobody dial', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  const id = b4a.alloc(16, 1)
  mallory.send({ kind: 'offer', id, proof: b4a.alloc(16), port: 4000 })
  mallory.send({ kind: 'reverse', id, proof: b4a.alloc(16), port: 4000 })
  mallory.send(ask(1))
  await waitFor(() => mallory.received.length === 1)
  const before = listenerCount()
  // Without the proof that the offer holds.
  mallory.send({ kind: 'reverse', id, proof: b4a.alloc(16), port: 4000 })
  await waitFor(() => listenerCount() === before - 1)
  expect(process.getActiveResourcesInfo()).not.toContain('TCPConnectWrap')
})

test('the end that was asked dials when the other end cannot', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const bob = await openRaw(ends.atBob)
  const id = b4a.alloc(16, 1)
  bob.send(ask(1))
  const offer = await waitFor(() => bob.received.find((message) => message.kind === 'offer'))
  const listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  bob.send({ kind: 'reverse', id, proof: offer.proof, port: listener.port })
  const socket = await listener.accepted
  if (socket === null) throw new Error('not dialled')
  const bound = await bindStream(
    socket,
    { ...bindingAtBob(ends, offer), isDialler: false, guard: () => undefined },
    AbortSignal.timeout(5000),
  )
  expect(bound.ok).toBe(true)
  expect((await served.next()).quality?.bytesPerS).toBeGreaterThan(0)
})

test('a peer that dials an offer it has turned round is not let in, and its reset ends nothing', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  mallory.send(ask(1))
  const offer = await waitFor(() => mallory.received.find((message) => message.kind === 'offer'))
  using listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  mallory.send({ kind: 'reverse', id: offer.id, proof: offer.proof, port: listener.port })
  // alice has dialled, and waits for a handshake that never comes.
  const dialled = await listener.accepted
  dialled?.on('error', () => undefined)
  const second = await dialTcp(HERE, offer.port, AbortSignal.timeout(5000))
  second?.socket.on('error', () => undefined)
  second?.socket.resetAndDestroy()
  expect(second).toBeNull()
  dialled?.destroy()
})

test('an end whose dial fails lets the other one dial', async () => {
  await using ends = await linkNetworks()
  const bob = await openRaw(ends.atBob)
  const opening = ends.alice.fastPaths.open(ends.atAlice, { purpose: PURPOSE })
  const { id } = await waitFor(() => bob.received.find((message) => message.kind === 'ask'))
  const nobody = await listenTcp(HERE)
  nobody?.[Symbol.dispose]()
  const offer = { kind: 'offer', id, proof: b4a.alloc(16, 5), port: nobody?.port ?? 0 } as const
  bob.send(offer)
  const reverse = await waitFor(() => bob.received.find((message) => message.kind === 'reverse'))
  expect(b4a.equals(reverse.proof, offer.proof)).toBe(true)
  const signal = AbortSignal.timeout(5000)
  const socket = (await dialTcp(HERE, reverse.port, signal))?.socket
  if (socket === undefined) throw new Error('not connected')
  const bound = await bindStream(
    socket,
    { ...bindingAtBob(ends, offer), isDialler: true, guard: () => undefined },
    signal,
  )
  expect(bound.ok).toBe(true)
  expect((await opening).ok).toBe(true)
})

function bindingAtBob(
  { atBob }: LinkedNetworks,
  { id, proof }: { id: Uint8Array; proof: Uint8Array },
): PathBinding {
  const { remotePublicKey, stream } = atBob
  const outerHash = stream.handshakeHash ?? new Uint8Array()
  return { keyPair: keyPairOf('bob'), remotePublicKey, outerHash, id, proof }
}

test('somebody else who finds the listener first gets nothing', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const mallory = await openRaw(ends.atBob)
  mallory.send(ask(1))
  const offer = await waitFor(() => mallory.received.find((message) => message.kind === 'offer'))
  const dialled = await dialTcp(HERE, offer.port, AbortSignal.timeout(5000))
  if (dialled === null) throw new Error('not connected')
  const { socket } = dialled
  socket.on('error', () => undefined)
  socket.write(b4a.alloc(4096, 7))
  socket.resume()
  // An end, or a reset that was faster.
  await new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()))
  expect(socket.bytesRead).toBe(0)
  expect(served.streams).toEqual([])
  const late = connectSocket({ host: '127.0.0.1', port: offer.port })
  await expect(once(late, 'connect')).rejects.toThrow()
})

test('a connection has as many paths as it may have, and no more', async () => {
  await using ends = await linkNetworks()
  const served = serve(ends.alice)
  const opened: FastStream[] = []
  for (let n = 0; n < 8; n++) opened.push(await openAtBob(ends))
  expect(await ends.bob.fastPaths.open(ends.atBob, { purpose: PURPOSE })).toEqual({ ok: false, code: 'BUSY' })
  served.streams[0]?.bytes().resume()
  opened[0]?.destroy()
  await served.streams[0]?.closed
  await openAtBob(ends)
})

test('a purpose is served once, and has its length', async () => {
  await using ends = await linkNetworks()
  serve(ends.alice)
  expect(() => serve(ends.alice)).toThrow(expect.objectContaining({ code: 'PURPOSE_TAKEN' }))
  await expect(ends.bob.fastPaths.open(ends.atBob, { purpose: '' })).rejects.toMatchObject({
    code: 'PURPOSE_INVALID',
  })
})
