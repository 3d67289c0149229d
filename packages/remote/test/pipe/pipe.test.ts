import { randomBytes } from 'node:crypto'
import { PassThrough, Readable, Writable } from 'node:stream'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openPipeEnd, type PipeListener } from '../../src/index.ts'
import { encodeFrame, FRAMES } from '../../src/session/frame.ts'
import { codeOf, createAliceAndBob } from '../remote-peers.ts'

/** Keeps what it gets. */
class Taken extends Writable {
  readonly pieces: Buffer[] = []

  override _write(piece: Buffer, _: BufferEncoding, done: () => void): void {
    // What it is given is a view.
    this.pieces.push(Buffer.from(piece))
    done()
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces)
  }
}

const wordsOf = (code: string | null) => (code ?? '').split('-')

/** A code with the same number and other words. */
function otherCode(code: string | null): string {
  const [number, first, second, third] = wordsOf(code)
  return [number, second, third, first].join('-')
}

test('by a code: both directions, each with its own end, and both ends know that all has arrived', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  await using listener = alice.remote.listenForPipe()
  await listener.announced()
  const coming = listener.next()
  const { bytes } = await bob.remote.openCodePipe(listener.code ?? '')
  const there = await coming

  const [fromBob, fromAlice] = [randomBytes(3_000_000), randomBytes(70_000)]
  const [atAlice, atBob] = [new Taken(), new Taken()]
  const answer = new PassThrough()
  const near = openPipeEnd(bytes, { input: Readable.from([fromBob]), output: atBob })
  const far = openPipeEnd(there.bytes, { input: answer, output: atAlice })
  // One direction is over, and the other one goes on.
  await waitFor(() => atAlice.bytes.byteLength === fromBob.byteLength)
  answer.end(fromAlice)
  expect(await near.done).toEqual({ sent: 3_000_000, received: 70_000 })
  expect(await far.done).toEqual({ sent: 70_000, received: 3_000_000 })
  expect(atAlice.bytes.equals(fromBob)).toBe(true)
  expect(atBob.bytes.equals(fromAlice)).toBe(true)
  await waitFor(async () => (await alice.remote.audit(10)).length === 2)
  expect(await alice.remote.audit(10)).toMatchObject([
    { kind: 'began', capability: 'pipe', what: 'by a code' },
    { kind: 'ended', how: 'closed' },
  ])
}, 60_000)

test('by a code: it is a session of the machine that waits, and is ended there', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  await using listener = alice.remote.listenForPipe()
  await listener.announced()
  const coming = listener.next()
  const { bytes } = await bob.remote.openCodePipe(listener.code ?? '')
  const near = openPipeEnd(bytes, { input: new PassThrough(), output: new Taken() })
  const input = new PassThrough()
  const far = openPipeEnd((await coming).bytes, { input, output: new Taken() })
  input.write('pears')
  await waitFor(() => near.counts.received === 5)
  const [session] = alice.remote.sessions()
  expect(session).toMatchObject({ capability: 'pipe', what: 'by a code', bytesIn: 0, bytesOut: 9 })
  alice.remote.kill(session?.id ?? '')
  expect(await codeOf(far.done)).toBe('REMOTE_KILLED')
  expect(await codeOf(near.done)).toBe('PIPE_CUT')
  await waitFor(async () => (await alice.remote.audit(10)).at(-1)?.how === 'REMOTE_KILLED')
  expect(alice.remote.sessions()).toEqual([])
  expect(() => alice.remote.kill(session?.id ?? '')).toThrow(/session/u)
}, 60_000)

test('a third end is told that there are two, wrong words are refused, and five of them end the code', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  await using listener = alice.remote.listenForPipe()
  await listener.announced()
  const coming = listener.next()
  const { bytes } = await bob.remote.openCodePipe(listener.code ?? '')
  const first = await coming
  const carol = await people.open()
  expect(await codeOf(carol.remote.openCodePipe(listener.code ?? ''))).toBe('PIPE_TAKEN')

  // One after the other is fine.
  const done = Promise.all([
    openPipeEnd(bytes, { input: null, output: new Taken() }).done,
    openPipeEnd(first.bytes, { input: null, output: new Taken() }).done,
  ])
  await done
  const next = listener.next()
  const second = await carol.remote.openCodePipe(listener.code ?? '')
  await next
  second.bytes.destroy()

  const waiting = codeOf(listener.next())
  const wrong = otherCode(listener.code)
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => codeOf(carol.remote.openCodePipe(wrong, { timeoutMs: 20_000 }))),
  )
  expect(new Set(outcomes)).toEqual(new Set(['PIPE_CODE_WRONG']))
  expect(await waiting).toBe('PIPE_GUESSES_USED')
}, 90_000)

test('to a machine that waits for this one, by its grant', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob, allow } = people
  await allow('pipe')
  expect(await codeOf(bob.remote.openPipe('alice'))).toBe('PIPE_NOBODY')
  await using listener = alice.remote.listenForPipe(bob.key)
  expect(() => alice.remote.listenForPipe(bob.key)).toThrow(/waits for/u)
  expect(await codeOf(bob.remote.openPipe('alice'))).toBe('PIPE_TAKEN')

  const coming = listener.next()
  const { bytes } = await bob.remote.openPipe('alice')
  expect(await codeOf(bob.remote.openPipe('alice'))).toBe('PIPE_TAKEN')
  const { bytes: there, peer } = await coming
  expect(peer).toBe(bob.key)
  const taken = new Taken()
  const near = openPipeEnd(bytes, { input: Readable.from([Buffer.from('pears')]), output: new Taken() })
  const far = openPipeEnd(there, { input: null, output: taken })
  expect(await Promise.all([near.done, far.done])).toEqual([
    { sent: 5, received: 0 },
    { sent: 0, received: 5 },
  ])
  expect(String(taken.bytes)).toBe('pears')
  await waitFor(async () => (await alice.remote.audit(10)).at(-1)?.kind === 'ended')
  expect((await alice.remote.audit(10)).at(-1)).toMatchObject({ capability: 'pipe', how: 'closed' })
}, 60_000)

interface Ends {
  readonly listener: PipeListener
  readonly bob: Awaited<ReturnType<typeof createAliceAndBob>>['bob']
}

/** Both streams of a pipe, with nothing on them yet. */
async function join({ listener, bob }: Ends) {
  const coming = listener.next()
  const { bytes } = await bob.remote.openPipe('alice')
  return { near: bytes, far: (await coming).bytes }
}

test('what is not whole is no success: a cut, a wrong count, what is no pipe, a grant that is gone', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob, allow } = people
  const grant = await allow('pipe')
  await using listener = alice.remote.listenForPipe(bob.key)
  const ends = { listener, bob }

  const cut = await join(ends)
  const open = openPipeEnd(cut.far, { input: null, output: new Taken() })
  cut.near.write(encodeFrame(FRAMES.DATA, 0, Buffer.from('pea')))
  await waitFor(() => open.counts.received === 3)
  cut.near.end()
  expect(await codeOf(open.done)).toBe('PIPE_CUT')

  const lies = await join(ends)
  const deceived = openPipeEnd(lies.far, { input: null, output: new Taken() })
  lies.near.write(encodeFrame(FRAMES.DATA, 0, Buffer.from('pears')))
  lies.near.write(encodeFrame(FRAMES.WHOLE, 0, new Uint8Array(72)))
  expect(await codeOf(deceived.done)).toBe('PIPE_DAMAGED')

  const broken = [
    encodeFrame(FRAMES.RECEIPT, 0, new Uint8Array(72)).subarray(0, 40),
    encodeFrame(FRAMES.EXIT, 0, Uint8Array.of(0, 0)),
    encodeFrame(FRAMES.CREDIT, 0, new Uint8Array(4)),
    encodeFrame(FRAMES.RECEIPT, 0, new Uint8Array(72)),
    randomBytes(64).fill(255, 0, 1),
  ]
  for (const [at, frame] of broken.entries()) {
    const wild = await join(ends)
    // It has not sent everything, so no receipt may come.
    const end = openPipeEnd(wild.far, { input: new PassThrough(), output: new Taken() })
    wild.near.write(frame)
    if (at === 0) wild.near.end()
    expect(await codeOf(end.done)).toBe(at === 0 ? 'PIPE_CUT' : 'REMOTE_MALFORMED')
  }

  const revoked = await join(ends)
  const here = openPipeEnd(revoked.near, { input: new PassThrough(), output: new Taken() })
  const there = openPipeEnd(revoked.far, { input: new PassThrough(), output: new Taken() })
  const before = performance.now()
  await alice.peer.grants.revoke(grant.id)
  expect(await codeOf(there.done)).toBe('REMOTE_GRANT_ENDED')
  expect(await codeOf(here.done)).toBe('PIPE_CUT')
  expect(performance.now() - before).toBeLessThan(1000)
  await waitFor(async () => (await alice.remote.audit(50)).at(-1)?.how === 'REMOTE_GRANT_ENDED')
}, 90_000)

test('a reader that stops holds up the writer, and neither keeps what is not taken', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob, allow } = people
  await allow('pipe')
  await using listener = alice.remote.listenForPipe(bob.key)
  const { near, far } = await join({ listener, bob })
  let made = 0
  const block = Buffer.alloc(64 * 1024)
  const input = new Readable({
    read() {
      made += block.byteLength
      this.push(made > 1024 ** 3 ? null : block)
    },
  })
  const stopped = new Writable({ write: () => undefined })
  const writing = openPipeEnd(near, { input, output: new Taken() })
  const reading = openPipeEnd(far, { input: null, output: stopped })
  let before = -1
  await waitFor(
    () => {
      const isStill = made === before
      before = made
      return isStill
    },
    { intervalMs: 1000 },
  )
  expect(made).toBeLessThan(32 * 1024 * 1024)
  near.destroy()
  expect(await codeOf(writing.done)).toBe('PIPE_CUT')
  expect(await codeOf(reading.done)).toBe('PIPE_CUT')
}, 60_000)
