import type { Duplex } from 'node:stream'
import { encodeKey, remoteOpen } from '@comice/protocol'
import { seededRandom, testSeed, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeExec } from '../../src/exec/exec-params.ts'
import { encodeCredit, encodeFrame, FRAMES, STDIN, STDOUT } from '../../src/session/frame.ts'
import { encodeMessage } from '../../src/session/messages.ts'
import { createAliceAndBob, textOf } from '../remote-peers.ts'

type People = Awaited<ReturnType<typeof createAliceAndBob>>

let people: People
beforeAll(async () => {
  people = await createAliceAndBob()
  await people.allow('exec')
  await people.bob.remote.ping('alice')
})
afterAll(() => people[Symbol.asyncDispose]())

/** A stream of bob's, who has a grant and sends what he likes. */
async function openStream(): Promise<Duplex> {
  const { alice, bob } = people
  const connection = bob.peer.network.connections.get(alice.key)
  if (connection === undefined) throw new Error('not connected')
  const opened = await bob.peer.network.streams.open(connection, { purpose: 'comice/remote/1' })
  if (!opened.ok) throw new Error(opened.code)
  opened.value.bytes.on('error', () => undefined)
  return opened.value.bytes
}

/** Resolves when alice has cut it, or has ended it. */
const over = (stream: Duplex) =>
  new Promise<void>((resolve) => {
    stream.once('close', resolve)
    stream.once('end', resolve)
    stream.resume()
  })

const wish = (params: Uint8Array, capability = 'exec') =>
  encodeMessage(remoteOpen.encode({ capability, params }))
const idle = () => waitFor(() => people.alice.remote.sessions().length === 0, { timeoutMs: 30_000 })

test('what is no request is answered or cut, and starts nothing', async () => {
  for (const bytes of [
    Buffer.from([0xff, 0xff, 0xff, 0xff]),
    encodeMessage(Buffer.from('GET / HTTP/1.1')),
    encodeMessage(new Uint8Array(0)),
    wish(new Uint8Array(0)),
    wish(Buffer.from('nonsense')),
    wish(encodeExec({ argv: ['true'] }), 'constructor'),
    wish(encodeExec({ argv: ['true'] }), '__proto__'),
  ]) {
    const stream = await openStream()
    stream.write(bytes)
    expect(await textOf(stream)).toMatch(/REMOTE_(?:MALFORMED|UNSUPPORTED)/u)
    stream.destroy()
  }
  expect(people.alice.remote.sessions()).toEqual([])
})

test('frames that break the rules end the session', async () => {
  const start = async () => {
    const stream = await openStream()
    stream.write(wish(encodeExec({ argv: ['sleep', '1000'] })))
    await waitFor(() => people.alice.remote.sessions().length === 1)
    return stream
  }
  const bad: Record<string, Uint8Array> = {
    'an unknown kind': Uint8Array.of(99, 0, 0, 0),
    'data without data': Uint8Array.of(FRAMES.DATA, STDIN, 0, 0),
    'data of a lane that is not theirs': encodeFrame(FRAMES.DATA, STDOUT, Uint8Array.of(1)),
    'a lane that is not there': encodeFrame(FRAMES.DATA, 77, Uint8Array.of(1)),
    'credit that was not owed': encodeCredit(STDOUT, 1),
    'no credit': encodeCredit(STDOUT, 0),
    'two ends': Buffer.concat([encodeFrame(FRAMES.END, STDIN), encodeFrame(FRAMES.END, STDIN)]),
    'data after the end': Buffer.concat([
      encodeFrame(FRAMES.END, STDIN),
      encodeFrame(FRAMES.DATA, STDIN, Uint8Array.of(1)),
    ]),
    'a signal that is none': encodeFrame(FRAMES.SIGNAL, 0, Buffer.from('../KILL')),
    'an exit of the caller': encodeFrame(FRAMES.EXIT, 0, Uint8Array.of(0, 0)),
    'a signal that is too long': Uint8Array.of(FRAMES.SIGNAL, 0, 0xff, 0xff),
  }
  for (const [name, frames] of Object.entries(bad)) {
    const stream = await start()
    stream.write(frames)
    await over(stream)
    stream.destroy()
    await idle()
    expect(name).not.toBe('')
  }
})

test('more than there is room for ends the session, and costs no more than the room', async () => {
  const stream = await openStream()
  stream.write(wish(encodeExec({ argv: ['sleep', '1000'] })))
  await waitFor(() => people.alice.remote.sessions().length === 1)
  const frame = encodeFrame(FRAMES.DATA, STDIN, new Uint8Array(60_000))
  for (let sent = 0; sent < 40; sent++) stream.write(frame)
  await over(stream)
  stream.destroy()
  await idle()
})

test('streams on which nothing is asked for are bounded, and others go on beside them', async () => {
  const streams: Duplex[] = []
  let refusal = ''
  while (refusal === '' && streams.length < 1000) {
    await openStream().then(
      (stream) => streams.push(stream),
      (error: unknown) => (refusal = (error as Error).message),
    )
  }
  expect(refusal).toMatch(/^(?:REFUSED|BUSY)$/u)
  for (const stream of streams) stream.destroy()
  await waitFor(async () => {
    const stream = await openStream().catch(() => null)
    stream?.destroy()
    return stream !== null
  })
  await using command = await people.bob.remote.exec('alice', { argv: ['echo', 'on'] })
  expect(await textOf(command.stdout)).toBe('on\n')
})

test('random bytes after a request end it or do nothing; alice goes on', async () => {
  const random = seededRandom(testSeed())
  for (let round = 0; round < 30; round++) {
    const stream = await openStream()
    stream.write(wish(encodeExec({ argv: ['cat'] })))
    for (let piece = 0; piece < 20; piece++) {
      // Kinds that exist, so that the lanes see them.
      const bytes = random.bytes(1 + random.integer(0, 60))
      bytes[0] = random.integer(1, 8)
      bytes[1] = random.integer(0, 3)
      bytes[2] = 0
      stream.write(bytes)
    }
    stream.end()
    await over(stream)
    stream.destroy()
  }
  await idle()
  await using command = await people.bob.remote.exec('alice', { argv: ['echo', 'on'] })
  expect(await textOf(command.stdout)).toBe('on\n')
  expect(encodeKey(people.alice.peer.identity.device.publicKey)).toBe(people.alice.key)
})
