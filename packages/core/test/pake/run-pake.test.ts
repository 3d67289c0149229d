import { once, seededRandom } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import type { PeerConnection } from '../../src/network/connection.ts'
import { createGuessLimit } from '../../src/pake/guess-limit.ts'
import { runPake, type RunPakeOptions } from '../../src/pake/run-pake.ts'
import { connectAliceAndBob } from '../rpc/connected.ts'

const PURPOSE = 'comice/test'
const RIGHT = b4a.from('7-pear-quince-medlar')
const WRONG = b4a.from('7-pear-quince-apple')

const run = (connection: PeerConnection, options: Partial<RunPakeOptions> = {}) =>
  runPake(connection, { purpose: PURPOSE, secret: RIGHT, guesses: createGuessLimit(), ...options })

/** mallory's end of the channel: what bob sends arrives in `sent`. */
async function openRaw(connection: PeerConnection) {
  const sent: { kind: number; bytes: Uint8Array }[] = []
  const waiting: (() => void)[] = []
  const channel = connection.mux.createChannel({
    protocol: 'comice/pake/1',
    id: b4a.from(PURPOSE),
    messages: [0, 1, 2].map((kind) => ({
      onmessage: (bytes: Uint8Array) => {
        sent.push({ kind, bytes: b4a.from(bytes) })
        for (const wake of waiting.splice(0)) wake()
      },
    })),
  })
  if (channel === null) throw new Error('no channel')
  channel.open()
  await channel.fullyOpened()
  const next = async (kind: number): Promise<Uint8Array> => {
    for (;;) {
      const found = sent.find((message) => message.kind === kind)
      if (found !== undefined) return found.bytes
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return { channel, next, send: (kind: number, bytes: Uint8Array) => channel.messages[kind]?.send(bytes) }
}

test('two ends with the same secret have the same key and each other’s data', async () => {
  await using ends = await connectAliceAndBob()
  const [alice, bob] = await Promise.all([
    run(ends.atAlice, { data: b4a.from('from alice') }),
    run(ends.atBob, { data: b4a.from('from bob') }),
  ])
  if (!alice.ok || !bob.ok) throw new Error('no key')
  expect(alice.value.key).toEqual(bob.value.key)
  expect(b4a.toString(alice.value.data)).toBe('from bob')
  expect(b4a.toString(bob.value.data)).toBe('from alice')
})

test('a second run for the same purpose on a connection is refused, and leaves the first alone', async () => {
  await using ends = await connectAliceAndBob()
  const first = run(ends.atBob, { timeoutMs: 20_000 })
  // Bob's channel was refused before alice begins.
  await once(ends.atAlice.stream, 'data')
  expect(await run(ends.atBob, { secret: WRONG })).toEqual({ ok: false, code: 'BUSY' })
  const [alice, bob] = await Promise.all([run(ends.atAlice), first])
  expect([alice.ok, bob.ok]).toEqual([true, true])
  expect(await run(ends.atBob, { timeoutMs: 1 })).toEqual({ ok: false, code: 'NO_ANSWER' })
})

test('an end that begins later is waited for', async () => {
  await using ends = await connectAliceAndBob()
  const early = run(ends.atBob)
  // Bob's channel was refused before alice begins.
  await once(ends.atAlice.stream, 'data')
  const [alice, bob] = await Promise.all([run(ends.atAlice), early])
  expect([alice.ok, bob.ok]).toEqual([true, true])
})

test('a wrong secret is told to both ends at once, and counts at both', async () => {
  await using ends = await connectAliceAndBob()
  const [atAlice, atBob] = [createGuessLimit(), createGuessLimit()]
  const startedAt = performance.now()
  const outcomes = await Promise.all([
    run(ends.atAlice, { guesses: atAlice, secret: WRONG }),
    run(ends.atBob, { guesses: atBob }),
  ])
  expect(outcomes).toEqual([
    { ok: false, code: 'WRONG_SECRET' },
    { ok: false, code: 'WRONG_SECRET' },
  ])
  expect(performance.now() - startedAt).toBeLessThan(5000)
  expect([atAlice.wrong, atBob.wrong]).toEqual([1, 1])
})

test('a connection has one guess, and the right secret costs none', async () => {
  await using ends = await connectAliceAndBob()
  const guesses = createGuessLimit()
  await Promise.all([run(ends.atAlice), run(ends.atBob, { guesses })])
  expect(guesses.wrong).toBe(0)
  expect(await run(ends.atBob, { guesses })).toEqual({ ok: false, code: 'GUESSES_USED' })
})

test('after as many wrong guesses as its owner allows, a secret is over for the right one too', async () => {
  const guesses = createGuessLimit({ max: 3 })
  for (let round = 0; round < 3; round++) {
    await using ends = await connectAliceAndBob()
    await Promise.all([run(ends.atAlice, { secret: WRONG }), run(ends.atBob, { guesses })])
  }
  expect(guesses.isOver).toBe(true)
  await using ends = await connectAliceAndBob()
  expect(await run(ends.atBob, { guesses })).toEqual({ ok: false, code: 'GUESSES_USED' })
})

test('guesses at the same time do not get more of them than there are', async () => {
  const guesses = createGuessLimit({ max: 2 })
  await using stack = new AsyncDisposableStack()
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const ends = stack.use(await connectAliceAndBob())
      const guess = run(ends.atBob, { secret: WRONG })
      await run(ends.atAlice, { guesses })
      return guess
    }),
  )
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'WRONG_SECRET')).toHaveLength(2)
})

test('who takes the tag and goes away has had its guess', async () => {
  await using ends = await connectAliceAndBob()
  const guesses = createGuessLimit()
  const outcome = run(ends.atAlice, { guesses })
  const mallory = await openRaw(ends.atBob)
  mallory.send(0, await mallory.next(0).then(() => someShare()))
  await mallory.next(1)
  ends.atBob.stream.destroy()
  expect(await outcome).toEqual({ ok: false, code: 'DISCONNECTED' })
  expect(guesses.wrong).toBe(1)
})

test('a share and a tag that are sent back open nothing', async () => {
  await using ends = await connectAliceAndBob()
  const outcome = run(ends.atAlice)
  const mallory = await openRaw(ends.atBob)
  mallory.send(0, await mallory.next(0))
  expect(await outcome).toEqual({ ok: false, code: 'MALFORMED' })
})

test('an end that says nothing is given up in time', async () => {
  await using ends = await connectAliceAndBob()
  expect(await run(ends.atAlice, { timeoutMs: 50 })).toEqual({ ok: false, code: 'NO_ANSWER' })
})

test('any messages in any order give no key, and cost nobody the connection', async () => {
  const random = seededRandom()
  for (let round = 0; round < 40; round++) {
    await using ends = await connectAliceAndBob()
    const victim = random.chance(0.5) ? ends.atAlice : ends.atBob
    const outcome = run(victim, { timeoutMs: 200 })
    const mallory = await openRaw(victim === ends.atAlice ? ends.atBob : ends.atAlice)
    for (let message = 0; message < 6; message++)
      mallory.send(random.integer(0, 2), random.bytes(random.pick([0, 1, 31, 32, 64, 300, 2000])))
    expect((await outcome).ok).toBe(false)
    expect(victim.stream.destroying).toBe(false)
  }
})

test('more data than allowed is a mistake of the caller', async () => {
  await using ends = await connectAliceAndBob()
  expect(() => run(ends.atAlice, { data: new Uint8Array(1025) })).toThrow(
    expect.objectContaining({ code: 'PAKE_DATA_TOO_LARGE' }),
  )
})

/** Of nobody's secret. */
function someShare(): Uint8Array {
  return b4a.from('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c', 'hex')
}
