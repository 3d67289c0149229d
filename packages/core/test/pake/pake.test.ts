import { isEqualBytes } from '@comice/protocol'
import { seededRandom } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { createPake, type PakeOptions } from '../../src/pake/pake.ts'

const SECRET = b4a.from('7-pear-quince-medlar')

/** What each end has in the end; null where it did not get a key. */
function run(alice: Partial<PakeOptions>, bob: Partial<PakeOptions>): [Uint8Array | null, Uint8Array | null] {
  using one = createPake({ role: 'initiator', secret: SECRET, purpose: 'test', ...alice })
  using two = createPake({ role: 'responder', secret: SECRET, purpose: 'test', ...bob })
  const [atOne, atTwo] = [one.receive(two.message), two.receive(one.message)]
  if (!atOne.ok || !atTwo.ok) throw new Error('refused')
  return [atOne.value.confirm(atTwo.value.tag), atTwo.value.confirm(atOne.value.tag)]
}

test('two ends with the same secret get the same key, and another in each run', () => {
  const [alice, bob] = run({}, {})
  expect(alice?.byteLength).toBe(32)
  expect(alice).toEqual(bob)
  expect(run({}, {})[0]).not.toEqual(alice)
})

test('ends without roles agree too', () => {
  const [alice, bob] = run({ role: 'symmetric' }, { role: 'symmetric' })
  expect(alice).not.toBeNull()
  expect(alice).toEqual(bob)
})

test('another secret, channel, session or role gives neither end a key', () => {
  const differences: Partial<PakeOptions>[] = [
    { secret: b4a.from('7-pear-quince-apple') },
    { channel: b4a.from('another') },
    { session: b4a.from('another') },
    { role: 'initiator' },
  ]
  for (const difference of differences) expect(run({}, difference)).toEqual([null, null])
})

test('keys for different purposes differ', () => {
  const [alice, bob] = run({}, { purpose: 'another' })
  expect(alice).not.toBeNull()
  expect(bob).not.toBeNull()
  expect(alice).not.toEqual(bob)
})

test('data that was changed on its way gives neither end a key', () => {
  using alice = createPake({ role: 'initiator', secret: SECRET, purpose: 'test', data: b4a.from('one file') })
  using bob = createPake({ role: 'responder', secret: SECRET, purpose: 'test' })
  const atAlice = alice.receive(bob.message)
  const atBob = bob.receive({ ...alice.message, data: b4a.from('two files') })
  if (!atAlice.ok || !atBob.ok) throw new Error('refused')
  expect(atAlice.value.confirm(atBob.value.tag)).toBeNull()
  expect(atBob.value.confirm(atAlice.value.tag)).toBeNull()
})

test('what an end sent, sent back, is refused', () => {
  using alice = createPake({ role: 'symmetric', secret: SECRET, purpose: 'test' })
  expect(alice.receive(alice.message)).toEqual({ ok: false, code: 'INVALID_SHARE' })
})

test('any bytes instead of a share or a tag give no key and throw nothing', () => {
  const random = seededRandom()
  for (let round = 0; round < 50; round++) {
    using alice = createPake({ role: 'initiator', secret: SECRET, purpose: 'test' })
    const share = random.bytes(random.pick([0, 1, 31, 32, 32, 32, 32, 33, 64]))
    const received = alice.receive({ share, data: random.bytes(5) })
    if (received.ok) expect(received.value.confirm(random.bytes(random.pick([0, 63, 64, 65])))).toBeNull()
  }
})

test('a run takes one message', () => {
  using alice = createPake({ role: 'initiator', secret: SECRET, purpose: 'test' })
  using bob = createPake({ role: 'responder', secret: SECRET, purpose: 'test' })
  expect(alice.receive(bob.message).ok).toBe(true)
  expect(alice.receive(bob.message).ok).toBe(false)
})

test('after a wrong tag the right one gives no key either', () => {
  using alice = createPake({ role: 'initiator', secret: SECRET, purpose: 'test' })
  using bob = createPake({ role: 'responder', secret: SECRET, purpose: 'test' })
  const [atAlice, atBob] = [alice.receive(bob.message), bob.receive(alice.message)]
  if (!atAlice.ok || !atBob.ok) throw new Error('refused')
  expect(isEqualBytes(atAlice.value.tag, atBob.value.tag)).toBe(false)
  for (const tag of [new Uint8Array(64), new Uint8Array(64), atBob.value.tag])
    expect(atAlice.value.confirm(tag)).toBeNull()
})
