import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appConsent,
  appEntry,
  appPlace,
  badAppVersion,
  type DecodeFailure,
  departureRecord,
  epochRecord,
  fileMessageBody,
  laterRoomRecord,
  messageBody,
  messageMarksRecord,
  mutedMessageRecord,
  muteRecord,
  pendingRecord,
  pinRecord,
  reactionBody,
  reactionRecord,
  reportBody,
  reportRecord,
  sealedKeysRecord,
  sealedMessageRecord,
  driveEntry,
  grantRecord,
  inviteRecord,
  isComiceError,
  joinRequest,
  keepRecord,
  knownNode,
  memberRecord,
  messageRecord,
  presenceNote,
  readMarker,
  type RecordFormat,
  roomEntry,
  roomFileEntry,
  roomRecord,
  releaseRecord,
  seederEntry,
} from '../../src/index.ts'
import type { StructName } from '../../src/record/shape.ts'
import { key32, mutated, struct } from '../arbitraries.ts'
import { forAll } from '../property.ts'

type Plain = Record<string, unknown>

const formats = [
  appConsent,
  appEntry,
  appPlace,
  badAppVersion,
  departureRecord,
  driveEntry,
  epochRecord,
  fileMessageBody,
  grantRecord,
  inviteRecord,
  joinRequest,
  keepRecord,
  laterRoomRecord,
  knownNode,
  memberRecord,
  messageBody,
  messageMarksRecord,
  mutedMessageRecord,
  muteRecord,
  messageRecord,
  pendingRecord,
  pinRecord,
  presenceNote,
  reactionBody,
  reportBody,
  reportRecord,
  reactionRecord,
  readMarker,
  roomEntry,
  roomFileEntry,
  roomRecord,
  releaseRecord,
  sealedKeysRecord,
  sealedMessageRecord,
  seederEntry,
] as unknown as RecordFormat<Plain>[]

const KEY = new Uint8Array(32).fill(7)
const entry = { key: KEY, encryptionKey: KEY, name: 'pears', joinedAt: 1, lastOpenedAt: 2 }

describe.each(formats)('$name', (format) => {
  const values = struct(format.name as StructName)
  const encoded = values.map((value) => format.encode(value))

  test('what is encoded decodes to the same', () => {
    forAll(values, 200, (value) => {
      const bytes = format.encode(value)
      expect(bytes.byteLength).toBeLessThanOrEqual(format.maxBytes)
      expect(plain(format.decode(bytes))).toEqual({ ok: true, value: plain(value) })
    })
  })

  test('random bytes never throw', () => {
    forAll(fc.uint8Array({ maxLength: 400 }), 500, (bytes) => expectTotal(format, bytes))
    forAll(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Uint8Array.of(format.version, ...bytes)),
      500,
      (bytes) => expectTotal(format, bytes),
    )
  })

  test('damaged bytes are refused, or are another value in its own encoding', () => {
    forAll(mutated(encoded), 500, (bytes) => expectTotal(format, bytes))
  })

  test('every cut and every extension is refused', () => {
    forAll(encoded, 20, (bytes) => {
      const step = Math.max(1, Math.floor(bytes.byteLength / 100))
      for (let length = 0; length < bytes.byteLength; length += step) {
        expect(format.decode(bytes.subarray(0, length)).ok).toBe(false)
      }
      expect(format.decode(Uint8Array.of(...bytes, 0)).ok).toBe(false)
    })
  })

  test('a later version is called newer, whatever follows', () => {
    forAll(
      fc.tuple(fc.integer({ min: format.version + 1, max: 252 }), fc.uint8Array({ maxLength: 99 })),
      100,
      ([version, rest]) => {
        expect(format.decode(Uint8Array.of(version, ...rest))).toEqual({ ok: false, code: 'NEWER_VERSION' })
      },
    )
  })

  test('the codec writes the same bytes inside of a larger message', () => {
    forAll(values, 50, (value) => {
      const bytes = format.encode(value)
      const state = { start: 3, end: 3, buffer: null as Uint8Array | null }
      format.codec.preencode(state, value)
      expect(state.end).toBe(3 + bytes.byteLength)
      state.buffer = new Uint8Array(state.end)
      format.codec.encode(state, value)
      expect(state.buffer.subarray(3)).toEqual(Uint8Array.from(bytes))
      expect(plain(format.codec.decode({ start: 3, end: state.end, buffer: state.buffer }))).toEqual(
        plain(value),
      )
    })
  })
})

test('more bytes than a record can have are refused before they are read', () => {
  const trap = new Proxy(new Uint8Array(0), {
    get: (target, name) => {
      if (name === 'byteLength') return roomEntry.maxBytes + 1
      throw new Error(`read ${String(name)} of ${target.byteLength} bytes`)
    },
  })
  expect(roomEntry.decode(trap)).toEqual({ ok: false, code: 'TOO_LARGE' })
})

test.each([
  ['an overlong version', (bytes: Uint8Array) => Uint8Array.of(0xfd, 1, 0, ...bytes.subarray(1))],
  ['version 0', (bytes: Uint8Array) => Uint8Array.of(0, ...bytes.subarray(1))],
])('%s is malformed', (_, damage) => {
  expect(roomEntry.decode(damage(roomEntry.encode(entry)))).toEqual({ ok: false, code: 'MALFORMED' })
})

test('an unknown flag is malformed', () => {
  const bytes = keepRecord.encode({ seederKey: KEY, on: true, setBy: KEY })
  const flags = 33
  expect(bytes[flags]).toBe(1)
  bytes[flags] = 3
  expect(keepRecord.decode(bytes)).toEqual({ ok: false, code: 'MALFORMED' })
})

test('an absent and a present empty part are told apart', () => {
  const id = { writerKey: KEY, index: 0 }
  const message = { id, identityKey: KEY, deviceKey: KEY, text: 'a', claimedAt: 0, seq: 0 }
  for (const replyTo of [null, { writerKey: KEY, index: 0 }]) {
    const decoded = messageRecord.decode(messageRecord.encode({ ...message, replyTo }))
    expect(plain(decoded)).toMatchObject({ ok: true, value: { replyTo: plain(replyTo) } })
  }
})

test('an enum number of later decodes to unknown, and number 0 is refused', () => {
  const record = {
    identityKey: KEY,
    deviceKey: KEY,
    writerKey: KEY,
    name: '',
    role: 'reader',
    admittedAt: 0,
    joinedSeq: 0,
  }
  const bytes = memberRecord.encode(record as Parameters<typeof memberRecord.encode>[0])
  const at = bytes.indexOf(5)
  expect(memberRecord.decode(bytes.map((byte, i) => (i === at ? 6 : byte)))).toMatchObject({
    value: { role: 'unknown' },
  })
  expect(memberRecord.decode(bytes.map((byte, i) => (i === at ? 0 : byte)))).toEqual({
    ok: false,
    code: 'OUT_OF_LIMITS',
  })
  expect(() => memberRecord.encode({ ...record, role: 'unknown' })).toThrow('role is none of')
})

test.each<[string, Plain, string]>([
  ['a name that is too long', { name: 'é'.repeat(33) }, 'name takes more than 64 bytes'],
  ['an empty name', { name: '' }, 'name is empty'],
  ['a lone surrogate', { name: 'a\ud800' }, 'name is not well-formed text'],
  ['a byte order mark in front', { name: '\ufeffa' }, 'name is not well-formed text'],
  ['a short key', { key: new Uint8Array(31) }, 'key is not 32 bytes'],
  ['a key as text', { key: 'ab' }, 'key is not a byte string'],
  ['a negative time', { joinedAt: -1 }, 'joinedAt is not an integer'],
  ['a fraction', { joinedAt: 1.5 }, 'joinedAt is not an integer'],
  ['a time beyond 2^53', { joinedAt: 2 ** 53 }, 'joinedAt is not an integer'],
  ['a missing field', { joinedAt: undefined }, 'joinedAt is not an integer'],
])('%s is not written, and the error names the field', (_, change, message) => {
  expect(() => roomEntry.encode({ ...entry, ...change })).toThrow(message)
})

test.each<[string, Uint8Array]>([
  ['invalid UTF-8', Uint8Array.of(0xc3, 0x28)],
  ['an overlong sequence', Uint8Array.of(0xc0, 0xaf)],
  ['a surrogate in UTF-8', Uint8Array.of(0xed, 0xa0, 0x80)],
])('%s in a text is malformed', (_, raw) => {
  const bytes = roomEntry.encode({ ...entry, name: 'x'.repeat(raw.byteLength) })
  bytes.set(raw, bytes.indexOf('x'.charCodeAt(0)))
  expect(roomEntry.decode(bytes)).toEqual({ ok: false, code: 'MALFORMED' })
})

test('a text over its limit is refused even where the record as a whole is small enough', () => {
  const node = { host: 'h'.repeat(255), port: 1, seenAt: 1 }
  const bytes = knownNode.encode(node)
  const longer = Uint8Array.of(1, 0xfd, 0, 1, ...new Uint8Array(256).fill(104), 1, 1)
  expect(longer.byteLength).toBeLessThanOrEqual(knownNode.maxBytes)
  expect(knownNode.decode(bytes).ok).toBe(true)
  expect(knownNode.decode(longer)).toEqual({ ok: false, code: 'OUT_OF_LIMITS' })
})

test('a codec says damaged or newer by an error with its code', () => {
  const { codec } = roomEntry
  const damaged = Uint8Array.of(1, 2, 3)
  const newer = Uint8Array.of(2, 2, 3)
  expect(codeOf(() => codec.decode({ start: 0, end: 3, buffer: damaged }))).toBe('RECORD_DAMAGED')
  expect(codeOf(() => codec.decode({ start: 0, end: 3, buffer: newer }))).toBe('RECORD_NEWER')
})

test('keys of any writer are equal bytes after a round trip', () => {
  forAll(key32, 50, (key) => {
    const decoded = roomEntry.decode(roomEntry.encode({ ...entry, key }))
    expect(decoded.ok && Uint8Array.from(decoded.value.key)).toEqual(Uint8Array.from(key))
  })
})

function expectTotal(format: RecordFormat<Plain>, bytes: Uint8Array): void {
  const before = Uint8Array.from(bytes)
  const decoded = format.decode(bytes)
  expect(Uint8Array.from(bytes)).toEqual(before)
  if (!decoded.ok) expect(FAILURES).toContain(decoded.code)
  // Whatever decodes is the one encoding of its value; a value with an unknown enum cannot be written again.
  else if (!hasUnknown(decoded.value)) expect(Uint8Array.from(format.encode(decoded.value))).toEqual(before)
}

const FAILURES: DecodeFailure[] = [
  'TOO_LARGE',
  'MALFORMED',
  'TRAILING_BYTES',
  'NEWER_VERSION',
  'OUT_OF_LIMITS',
]

function hasUnknown(value: unknown): boolean {
  if (value === 'unknown') return true
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Uint8Array) &&
    Object.values(value).some(hasUnknown)
  )
}

/** Buffers as Uint8Arrays and objects without their prototypes, so that equality is about contents. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return isComiceError(error) ? error.code : undefined
  }
  return undefined
}
