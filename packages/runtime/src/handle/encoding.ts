/** How values are turned into the bytes of blocks, keys and entries, by the names that the field uses. */
import { RuntimeErrors } from '../errors.ts'

/** `binary` is bytes as they are, `utf-8` text, `json` anything that JSON can say. */
export type EncodingName = 'binary' | 'utf-8' | 'json'

/** What an encoding of this name reads. */
export type Decoded<Name extends EncodingName> = Name extends 'binary'
  ? Buffer
  : Name extends 'utf-8'
    ? string
    : unknown

/** What may be written with it. Bytes and text are always welcome where they make sense. */
export type Writable<Name extends EncodingName> = Name extends 'json' ? unknown : Uint8Array | string

export interface Encoding<Name extends EncodingName = EncodingName> {
  encode(value: Writable<Name>): Uint8Array
  decode(bytes: Uint8Array): Decoded<Name>
}

/** @throws ENCODING_UNKNOWN */
export function encodingOf<Name extends EncodingName>(name: Name): Encoding<Name> {
  const encoding: Encoding | undefined = ENCODINGS.get(name)
  if (encoding === undefined) throw RuntimeErrors.ENCODING_UNKNOWN({ name: String(name) })
  return encoding
}

/** The same memory as a Buffer, which is what the field's modules give. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  if (value instanceof Uint8Array) return value
  throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: `expected bytes or text, found ${typeof value}` })
}

const ENCODINGS = new Map<string, Encoding>([
  ['binary', { encode: bytesOf, decode: bufferOf }],
  ['utf-8', { encode: bytesOf, decode: (bytes) => bufferOf(bytes).toString() }],
  [
    'json',
    {
      encode: (value) => Buffer.from(JSON.stringify(value)),
      decode: (bytes) => JSON.parse(bufferOf(bytes).toString()) as unknown,
    },
  ],
])
