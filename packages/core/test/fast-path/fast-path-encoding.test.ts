import { seededRandom } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import {
  decodePathMessage,
  encodePathMessage,
  type PathMessage,
} from '../../src/fast-path/fast-path-encoding.ts'

const id = b4a.alloc(16, 1)
const proof = b4a.alloc(16, 2)

const MESSAGES: PathMessage[] = [
  { kind: 'ask', id, purpose: 'comice/test', data: b4a.from('some') },
  { kind: 'ask', id, purpose: 'x'.repeat(64), data: b4a.alloc(256, 3) },
  { kind: 'offer', id, proof, port: 1024 },
  { kind: 'reverse', id, proof, port: 65_535 },
  { kind: 'refusal', id, reason: 'BUSY' },
  { kind: 'end', id },
]

test('messages come back as they were', () => {
  for (const message of MESSAGES)
    expect(decodePathMessage(encodePathMessage(message))).toEqual({ ok: true, value: message })
})

test('the bytes are those of the specification', () => {
  const hex = (message: PathMessage) => b4a.toString(encodePathMessage(message), 'hex')
  const [ones, twos] = ['01'.repeat(16), '02'.repeat(16)]
  expect(hex({ kind: 'ask', id, purpose: 'ab', data: b4a.from('c') })).toBe(`01${ones}0261620163`)
  expect(hex({ kind: 'offer', id, proof, port: 0x1234 })).toBe(`02${ones}${twos}3412`)
  expect(hex({ kind: 'refusal', id, reason: 'UNSUPPORTED' })).toBe(`03${ones}01`)
  expect(hex({ kind: 'reverse', id, proof, port: 0x1234 })).toBe(`04${ones}${twos}3412`)
  expect(hex({ kind: 'end', id })).toBe(`05${ones}`)
})

test('ports of the system, purposes and data beyond their limits are refused', () => {
  const refused: PathMessage[] = [
    { kind: 'offer', id, proof, port: 1023 },
    { kind: 'reverse', id, proof, port: 22 },
    { kind: 'ask', id, purpose: '', data: b4a.alloc(0) },
    { kind: 'ask', id, purpose: 'x'.repeat(65), data: b4a.alloc(0) },
    { kind: 'ask', id, purpose: 'x', data: b4a.alloc(257) },
    { kind: 'ask', id, purpose: 'x'.repeat(65), data: b4a.alloc(257) },
  ]
  for (const message of refused) expect(decodePathMessage(encodePathMessage(message)).ok).toBe(false)
})

test('a reason that this version does not know is a refusal all the same', () => {
  const bytes = b4a.concat([Uint8Array.of(3), id, Uint8Array.of(99)])
  expect(decodePathMessage(bytes)).toMatchObject({ ok: true, value: { kind: 'refusal', reason: 'REFUSED' } })
})

test('any bytes give a message or a failure', () => {
  const random = seededRandom()
  for (let round = 0; round < 20_000; round++) {
    const bytes = random.bytes(random.integer(0, 60))
    if (bytes.byteLength > 0) bytes[0] = random.integer(0, 6)
    const decoded = decodePathMessage(bytes)
    if (decoded.ok && decoded.value.kind === 'ask') expect(decoded.value.purpose.length).toBeGreaterThan(0)
  }
  expect(decodePathMessage(new Uint8Array(10_000)).ok).toBe(false)
})
