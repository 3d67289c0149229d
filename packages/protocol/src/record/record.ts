/**
 * Records: what Comice stores and sends. On the wire a record is `version:uint` and the struct of that version.
 *
 * A struct never changes. When a record needs another shape, it gets a new struct and the next version number, and
 * keeps reading the old one; a reader that is older than the writer says NEWER_VERSION instead of guessing. Encoding
 * is canonical: one value has one encoding, and anything else is refused, so bytes can be signed and compared.
 */
import c from 'compact-encoding'
import { type Codec, type CodecState, decodeBounded, type DecodeFailure } from '../decode/decode-bounded.ts'
import { MAX_VERSION_BYTES } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { getEncoding } from '../generated/codecs.ts'
import type { Structs } from '../generated/structs.ts'
import { failure, type Result, success } from '../result/result.ts'
import { fromWire, maxStructBytes, type StructName, toWire } from './shape.ts'

/** Encodes and decodes one kind of record. */
export interface RecordFormat<T> {
  /** Name in the schema, for example `room-entry`. */
  readonly name: string
  /** The version that is written. */
  readonly version: number
  /** Most bytes an encoded record takes; longer input is refused unread. */
  readonly maxBytes: number
  /** @throws RECORD_INVALID when the value breaks a limit of the schema. */
  encode(value: T): Uint8Array
  /** Total: takes any bytes, of anybody. Byte strings in the value are views of `bytes`. */
  decode(bytes: Uint8Array): Result<T, DecodeFailure>
  /**
   * The same as a compact-encoding codec, for Hyperbee and RPC contracts. It takes all bytes up to the end of its
   * state, and its decode throws RECORD_DAMAGED or RECORD_NEWER.
   */
  readonly codec: Codec<T>
}

type Wire = Record<string, unknown>

/** The record of this version, whose shape is `struct`. */
export function defineRecord<Name extends StructName>(
  struct: Name,
  version = 1,
): RecordFormat<Structs[Name]> {
  type Value = Structs[Name]
  const maxBytes = MAX_VERSION_BYTES + maxStructBytes(struct)
  const versioned = versionedCodec(structCodec(struct), version)

  const encode = (value: Value): Uint8Array => c.encode(versioned, toWire(struct, value as unknown as Wire))

  const decode = (bytes: Uint8Array): Result<Value, DecodeFailure> => {
    const found = bytes.byteLength > maxBytes ? version : leadingVersion(bytes)
    if (found > version) return failure('NEWER_VERSION')
    const decoded = decodeBounded(versioned, bytes, { maxBytes, canonical: true })
    if (!decoded.ok) return decoded
    const value = fromWire(struct, decoded.value)
    // The shape's walk has checked every field of the struct that Value is generated from.
    return value === null ? failure('OUT_OF_LIMITS') : success(value as unknown as Value)
  }

  return {
    name: struct,
    version,
    maxBytes,
    encode,
    decode,
    codec: throwingCodec({ name: struct, version, encode, decode }),
  }
}

/** The bare struct, without a version: what signatures cover, and what an operation's envelope holds. */
export function structCodec(struct: StructName): Codec<Wire> {
  return getEncoding(`@comice/${struct}`)
}

function versionedCodec(body: Codec<Wire>, version: number): Codec<Wire> {
  return {
    preencode(state, value) {
      c.uint.preencode(state, version)
      body.preencode(state, value)
    },
    encode(state, value) {
      c.uint.encode(state, version)
      body.encode(state, value)
    },
    decode(state) {
      // Any other version re-encodes differently, so decodeBounded's canonical check refuses it.
      c.uint.decode(state)
      return body.decode(state)
    },
  }
}

function leadingVersion(bytes: Uint8Array): number {
  const version = decodeBounded({ ...c.uint, decode: (state) => decodeHead(state) }, bytes, {
    maxBytes: Infinity,
  })
  return version.ok ? version.value : 0
}

function decodeHead(state: CodecState): number {
  const version = c.uint.decode(state)
  state.start = state.end
  return version
}

function throwingCodec<T>(format: Omit<RecordFormat<T>, 'maxBytes' | 'codec'>): Codec<T> {
  return {
    preencode(state, value) {
      state.end += format.encode(value).byteLength
    },
    encode(state, value) {
      const bytes = format.encode(value)
      state.buffer?.set(bytes, state.start)
      state.start += bytes.byteLength
    },
    decode(state) {
      const decoded = format.decode((state.buffer ?? new Uint8Array()).subarray(state.start, state.end))
      if (!decoded.ok) throw recordError(format, decoded.code)
      state.start = state.end
      return decoded.value
    },
  }
}

function recordError({ name, version }: { name: string; version: number }, code: DecodeFailure): Error {
  if (code === 'NEWER_VERSION') return ProtocolErrors.RECORD_NEWER({ record: name, supported: version })
  return ProtocolErrors.RECORD_DAMAGED({ record: name, reason: code })
}
