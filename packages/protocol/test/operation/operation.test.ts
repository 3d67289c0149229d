import c from 'compact-encoding'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeOperation,
  type DeviceRecord,
  encodeOperation,
  type KnownOperation,
  LIMITS,
  OPERATION_NUMBERS,
} from '../../src/index.ts'
import { mutated, operation } from '../arbitraries.ts'
import { forAll } from '../property.ts'
import { sample } from '../sample.ts'

const KEY = new Uint8Array(32).fill(7)
const message = { kind: 'message', text: 'hello', claimedAt: 1, replyTo: null } as const
const keep = { kind: 'keep', seederKey: KEY, on: true } as const
const block = operation.map((value) => encodeOperation(value))

/** An envelope with any parts, as a foreign program could write it. */
function envelope(version: number, kind: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(
    ...c.encode(c.uint, version),
    ...c.encode(c.uint, kind),
    ...c.encode(c.buffer, payload),
  )
}

test('every operation decodes to what was encoded', () => {
  forAll(operation, 1000, (value) => {
    const bytes = encodeOperation(value)
    expect(bytes.byteLength).toBeLessThanOrEqual(LIMITS.MAX_OP_BYTES)
    const decoded = decodeOperation(bytes)
    if (!decoded.ok || decoded.value.kind === 'unknown') throw new Error('the operation did not decode')
    expect(decoded.value.kind).toBe(value.kind)
    expect(encodeOperation(decoded.value)).toEqual(bytes)
  })
})

test('random, damaged, cut and extended blocks never throw', () => {
  const known = fc.tuple(
    fc.constantFrom(...Object.values(OPERATION_NUMBERS)),
    fc.uint8Array({ maxLength: 300 }),
  )
  forAll(fc.uint8Array({ maxLength: 300 }), 3000, (bytes) => void decodeOperation(bytes))
  forAll(known, 3000, ([kind, payload]) => void decodeOperation(envelope(1, kind, payload)))
  forAll(mutated(block), 3000, (bytes) => {
    const decoded = decodeOperation(bytes)
    if (!decoded.ok || decoded.value.kind === 'unknown') return
    if (decoded.value.kind === 'invite' && decoded.value.role === 'unknown') return
    expect(Uint8Array.from(encodeOperation(decoded.value))).toEqual(Uint8Array.from(bytes))
  })
  forAll(block, 50, (bytes) => {
    for (let length = 0; length < bytes.byteLength; length += 7) {
      expect(decodeOperation(bytes.subarray(0, length)).ok).toBe(false)
    }
    expect(decodeOperation(Uint8Array.of(...bytes, 0))).toEqual({ ok: false, code: 'TRAILING_BYTES' })
  })
})

test.each([
  ['a kind of later', 1, 200],
  ['a version of later of a kind that is known', 2, OPERATION_NUMBERS.message],
  ['the largest numbers there are', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
])('%s decodes to an unknown operation', (_, version, number) => {
  const decoded = decodeOperation(envelope(version, number, Uint8Array.of(1, 2, 3)))
  expect(decoded).toEqual({ ok: true, value: { kind: 'unknown', number, version } })
})

test('an operation of the second room format is unknown in a room of the first, whatever is in it', () => {
  forAll(operation, 300, (value) => {
    const number = OPERATION_NUMBERS[value.kind]
    const decoded = decodeOperation(encodeOperation(value), 1)
    const isOfFirst = number < OPERATION_NUMBERS.epoch && value.kind !== 'handover'
    if (isOfFirst) expect(decoded).toMatchObject({ value: { kind: value.kind } })
    else expect(decoded).toEqual({ ok: true, value: { kind: 'unknown', number, version: 1 } })
  })
  const junk = envelope(1, OPERATION_NUMBERS.post, Uint8Array.of(1, 2, 3))
  expect(decodeOperation(junk, 1)).toMatchObject({ ok: true, value: { kind: 'unknown' } })
  expect(decodeOperation(junk, 2)).toMatchObject({ ok: false })
})

test('a list that is longer than it may be is refused by writer and reader', () => {
  const entry = { deviceKey: KEY, box: new Uint8Array(80) }
  const seal = (count: number) => ({
    kind: 'epoch-seal' as const,
    epochId: KEY,
    sealed: Array.from({ length: count }, () => entry),
  })
  const largest = encodeOperation(seal(LIMITS.MAX_SEALED_KEYS))
  expect(decodeOperation(largest).ok).toBe(true)
  expect(() => encodeOperation(seal(LIMITS.MAX_SEALED_KEYS + 1))).toThrow('is not a list of at most 200')
  const one = Buffer.concat([KEY, Buffer.of(80), entry.box])
  const payload = Buffer.concat([KEY, Buffer.of(201), ...Array.from({ length: 201 }, () => one)])
  const decoded = decodeOperation(envelope(1, OPERATION_NUMBERS['epoch-seal'], payload))
  expect(decoded).toEqual({ ok: false, code: 'OUT_OF_LIMITS' })
})

test.each([
  ['version 0', envelope(0, OPERATION_NUMBERS.message, new Uint8Array(3))],
  ['kind 0', envelope(1, 0, new Uint8Array(3))],
  ['nothing', new Uint8Array(0)],
])('%s is malformed', (_, bytes) => {
  expect(decodeOperation(bytes)).toEqual({ ok: false, code: 'MALFORMED' })
})

test('bytes left over in a payload are refused', () => {
  const payload = encodeOperation(keep).subarray(3)
  expect(decodeOperation(envelope(1, OPERATION_NUMBERS.keep, payload)).ok).toBe(true)
  expect(decodeOperation(envelope(1, OPERATION_NUMBERS.keep, Uint8Array.of(...payload, 0)))).toEqual({
    ok: false,
    code: 'TRAILING_BYTES',
  })
})

test('a length that claims more than there is is malformed, and costs nothing', () => {
  for (const claimed of [2 ** 16, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    const bomb = Uint8Array.of(1, OPERATION_NUMBERS.message, ...c.encode(c.uint, claimed), 0)
    expect(decodeOperation(bomb)).toEqual({ ok: false, code: 'MALFORMED' })
    const inner = Uint8Array.of(...c.encode(c.uint, claimed), 0)
    expect(decodeOperation(envelope(1, OPERATION_NUMBERS.message, inner))).toEqual({
      ok: false,
      code: 'MALFORMED',
    })
  }
})

test('a block over 32 KiB is too large, unread', () => {
  expect(decodeOperation(new Uint8Array(LIMITS.MAX_OP_BYTES + 1))).toEqual({ ok: false, code: 'TOO_LARGE' })
})

test('the largest message fits, and one byte more is refused by writer and reader', () => {
  const text = 'x'.repeat(LIMITS.MAX_MESSAGE_BYTES)
  expect(decodeOperation(encodeOperation({ ...message, text })).ok).toBe(true)
  expect(() => encodeOperation({ ...message, text: `${text}x` })).toThrow('text takes more than 16384 bytes')
  expect(() => encodeOperation({ ...message, text: '' })).toThrow('text is empty')
  const body = new TextEncoder().encode(`${text}x`)
  const payload = Uint8Array.of(...c.encode(c.buffer, body), 1, 0)
  expect(decodeOperation(envelope(1, OPERATION_NUMBERS.message, payload))).toEqual({
    ok: false,
    code: 'OUT_OF_LIMITS',
  })
})

test('the largest operation of every kind fits into a block', () => {
  const device = {
    identityKey: KEY,
    deviceKey: KEY,
    writerKey: KEY,
    attestation: {
      writerPublicKey: KEY,
      writerSignature: new Uint8Array(64),
      proof: new Uint8Array(LIMITS.MAX_ATTESTATION_BYTES),
    },
    name: 'n'.repeat(LIMITS.MAX_NAME_BYTES),
    signature: new Uint8Array(64),
  }
  const at = Number.MAX_SAFE_INTEGER
  const largest: KnownOperation[] = [
    { kind: 'create', roomName: device.name, creator: device, createdAt: at, roomVersion: at },
    { kind: 'admit', inviteId: KEY, device, admittedAt: at, admitter: KEY, signature: new Uint8Array(64) },
    {
      kind: 'epoch',
      epochId: KEY,
      links: Array.from({ length: LIMITS.MAX_EPOCH_LINKS }, () => ({
        epochId: KEY,
        nonce: new Uint8Array(24),
        box: new Uint8Array(48),
      })),
      without: Array.from({ length: LIMITS.MAX_EPOCH_WITHOUT }, () => KEY),
      sealed: Array.from({ length: LIMITS.MAX_SEALED_KEYS }, () => ({
        deviceKey: KEY,
        box: new Uint8Array(80),
      })),
    },
    {
      kind: 'report',
      claimedAt: at,
      sealed: Array.from({ length: LIMITS.MAX_REPORT_KEYS }, () => ({
        deviceKey: KEY,
        box: new Uint8Array(80),
      })),
      body: { epochId: KEY, nonce: new Uint8Array(24), box: new Uint8Array(LIMITS.MAX_SEALED_BODY_BYTES) },
    },
  ]
  for (const one of largest) expect(decodeOperation(encodeOperation(one)).ok).toBe(true)
})

test('the bytes of a message are these', () => {
  const bytes = encodeOperation({ ...message, replyTo: { writerKey: KEY, index: 300 } })
  const expected = `01 04 2b 05 68656c6c6f 01 01 ${'07'.repeat(32)} fd2c01`
  expect(Buffer.from(bytes).toString('hex')).toBe(expected.replaceAll(' ', ''))
})

test.each(['mute', 'unmute', 'report', 'dismiss'] as const)(
  '%s is unknown in a room from before version 3',
  (kind) => {
    const block = encodeOperation({ kind, ...sample(`${kind}-op`) } as never)
    const unknown = { kind: 'unknown', number: OPERATION_NUMBERS[kind], version: 1 }
    for (const version of [1, 2])
      expect(decodeOperation(block, version)).toEqual({ ok: true, value: unknown })
    expect(decodeOperation(block, 3)).toMatchObject({ ok: true, value: { kind } })
  },
)

test('an attestation stands in its record like a buffer of its fields, and hides nothing behind them', () => {
  const creator = sample('device-record') as unknown as DeviceRecord
  const { writerPublicKey, writerSignature, proof } = creator.attestation
  const fields = Buffer.concat([writerPublicKey, writerSignature, Buffer.of(proof.byteLength), proof])
  const create = { kind: 'create', roomName: 'x', creator, createdAt: 0, roomVersion: 1 } as const
  // Behind version, kind, and the length of more than 252 bytes.
  const payload = Buffer.from(encodeOperation(create)).subarray(5)
  const at = payload.indexOf(fields)
  expect(payload[at - 1]).toBe(fields.byteLength)
  expect(decodeOperation(envelope(1, OPERATION_NUMBERS.create, payload))).toMatchObject({ ok: true })

  const end = at + fields.byteLength
  const padded = Buffer.concat([payload.subarray(0, end), Buffer.of(7), payload.subarray(end)])
  padded[at - 1] = fields.byteLength + 1
  const read = decodeOperation(envelope(1, OPERATION_NUMBERS.create, padded))
  expect(read).toEqual({ ok: false, code: 'MALFORMED' })
})
