/**
 * Values on the wire: a strict subset of CBOR (RFC 8949), so that any CBOR tool can read a recorded frame.
 *
 * | value | bytes |
 * |---|---|
 * | integers within ±(2^53 − 1) | major types 0 and 1, in the shortest form |
 * | other numbers, −0 | `fb` and 8 bytes, big-endian |
 * | bytes (`Uint8Array`) | major type 2 |
 * | text | major type 3; UTF-8 |
 * | lists | major type 4 |
 * | objects | major type 5; keys are text, none twice, none `__proto__` |
 * | false, true, null, undefined | `f4` `f5` `f6` `f7` |
 *
 * Lengths are definite and in the shortest form. Tags, half and single floats and everything else are refused, so a
 * value has one encoding, up to the order of an object's keys. A value is at most {@link MAX_VALUE_DEPTH} deep and has
 * at most {@link MAX_VALUE_ITEMS} items. Members that are undefined are left out, as in JSON.
 *
 * Decoding checks every length against what is there before it takes memory, never runs a constructor or a setter,
 * and throws one error, WIRE_MALFORMED. Bytes come out in the class that they were given in: of a Buffer, Buffers.
 */
import { MAX_VALUE_DEPTH, MAX_VALUE_ITEMS, SHARED_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'

/** What crosses the wire. */
export type WireValue =
  undefined | null | boolean | number | string | Uint8Array | readonly WireValue[] | WireObject

export interface WireObject {
  readonly [key: string]: WireValue
}

const SCRATCH_BYTES = 1024
const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A value in pieces, in order; long byte strings are the caller's own, not copies. @throws VALUE_UNSUPPORTED */
export function encodeValue(value: WireValue): Uint8Array[] {
  const encoder = new Encoder()
  encoder.value(value, 0)
  return encoder.end()
}

/** The one value that `bytes` hold. @throws WIRE_MALFORMED */
export function decodeValue(bytes: Uint8Array): WireValue {
  const decoder = new Decoder(bytes)
  const value = decoder.value(0)
  decoder.end()
  return value
}

class Encoder {
  readonly #pieces: Uint8Array[] = []
  #scratch = new Uint8Array(SCRATCH_BYTES)
  #at = 0
  #items = 0

  value(value: WireValue, depth: number): void {
    if (depth > MAX_VALUE_DEPTH)
      throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: 'it is too deep, or a cycle' })
    if (++this.#items > MAX_VALUE_ITEMS)
      throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: 'it has too many parts' })
    switch (typeof value) {
      case 'undefined':
        return this.#byte(0xf7)
      case 'boolean':
        return this.#byte(value ? 0xf5 : 0xf4)
      case 'number':
        return this.#number(value)
      case 'string':
        return this.#text(value)
      case 'object':
        return value === null ? this.#byte(0xf6) : this.#object(value, depth)
      default:
        throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: `it holds a ${typeof value}` })
    }
  }

  end(): Uint8Array[] {
    this.#flush()
    return this.#pieces
  }

  #object(value: object, depth: number): void {
    if (value instanceof Uint8Array) return this.#bytes(value)
    if (Array.isArray(value)) {
      this.#head(4, value.length)
      for (const item of value) this.value(item as WireValue, depth + 1)
      return
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null)
      throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: 'it holds an object of a class' })
    const members = Object.entries(value as WireObject).filter(([, member]) => member !== undefined)
    this.#head(5, members.length)
    for (const [key, member] of members) {
      if (key === '__proto__')
        throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: 'a member is called __proto__' })
      this.#text(key)
      this.value(member, depth + 1)
    }
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      return value < 0 ? this.#head(1, -1 - value) : this.#head(0, value)
    }
    this.#need(9)
    this.#byte(0xfb)
    view(this.#scratch).setFloat64(this.#at, value)
    this.#at += 8
  }

  #text(text: string): void {
    if (!text.isWellFormed()) throw RuntimeErrors.VALUE_UNSUPPORTED({ reason: 'a text is not valid Unicode' })
    const bytes = utf8.encode(text)
    this.#head(3, bytes.length)
    this.#raw(bytes)
  }

  #bytes(bytes: Uint8Array): void {
    this.#head(2, bytes.length)
    this.#raw(bytes)
  }

  #raw(bytes: Uint8Array): void {
    if (bytes.length >= SHARED_BYTES) {
      this.#flush()
      this.#pieces.push(bytes)
      return
    }
    this.#need(bytes.length)
    this.#scratch.set(bytes, this.#at)
    this.#at += bytes.length
  }

  #head(major: number, length: number): void {
    this.#need(9)
    const type = major << 5
    const at = this.#at
    if (length < 24) return this.#byte(type | length)
    if (length < 0x100) {
      this.#scratch[at] = type | 24
      this.#scratch[at + 1] = length
      this.#at += 2
    } else if (length < 0x10000) {
      this.#scratch[at] = type | 25
      view(this.#scratch).setUint16(at + 1, length)
      this.#at += 3
    } else if (length < 0x100000000) {
      this.#scratch[at] = type | 26
      view(this.#scratch).setUint32(at + 1, length)
      this.#at += 5
    } else {
      this.#scratch[at] = type | 27
      view(this.#scratch).setBigUint64(at + 1, BigInt(length))
      this.#at += 9
    }
  }

  #byte(byte: number): void {
    this.#need(1)
    this.#scratch[this.#at++] = byte
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#scratch.length) return
    this.#flush()
    this.#scratch = new Uint8Array(Math.max(SCRATCH_BYTES, bytes))
  }

  /** What follows goes behind what was written: the piece keeps its bytes and the rest of the scratch is used on. */
  #flush(): void {
    if (this.#at === 0) return
    this.#pieces.push(this.#scratch.subarray(0, this.#at))
    this.#scratch = this.#scratch.subarray(this.#at)
    this.#at = 0
  }
}

class Decoder {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #items = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = view(bytes)
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed('bytes follow a value')
  }

  value(depth: number): WireValue {
    if (depth > MAX_VALUE_DEPTH) throw malformed('a value is too deep')
    if (++this.#items > MAX_VALUE_ITEMS) throw malformed('a value has too many parts')
    const head = this.#byte()
    const info = head & 0x1f
    switch (head >> 5) {
      case 0:
        return this.#length(info)
      case 1:
        return this.#negative(info)
      case 2:
        return this.#byteString(info)
      case 3:
        return this.#text(info)
      case 4:
        return this.#list(info, depth)
      case 5:
        return this.#object(info, depth)
      default:
        return this.#simple(head)
    }
  }

  #negative(info: number): number {
    const value = -1 - this.#length(info)
    if (!Number.isSafeInteger(value)) throw malformed('a number is too large')
    return value
  }

  #byteString(info: number): Uint8Array {
    const bytes = this.#take(this.#length(info))
    // Not bytes.slice(): that of a Buffer shares its memory.
    return bytes.length < SHARED_BYTES ? Uint8Array.prototype.slice.call(bytes) : bytes
  }

  #text(info: number): string {
    const bytes = this.#take(this.#length(info))
    try {
      return strictUtf8.decode(bytes)
    } catch {
      throw malformed('a text is not UTF-8')
    }
  }

  #list(info: number, depth: number): WireValue[] {
    const length = this.#length(info)
    this.#mustHold(length)
    const list: WireValue[] = []
    for (let index = 0; index < length; index++) list.push(this.value(depth + 1))
    return list
  }

  #object(info: number, depth: number): WireObject {
    const length = this.#length(info)
    this.#mustHold(length * 2)
    const object: Record<string, WireValue> = {}
    for (let index = 0; index < length; index++) {
      const head = this.#byte()
      if (head >> 5 !== 3) throw malformed('the key of a member is not text')
      const key = this.#text(head & 0x1f)
      // The one key whose assignment is not a property. All others only shadow what objects inherit.
      if (key === '__proto__') throw malformed('a member is called __proto__')
      if (Object.hasOwn(object, key)) throw malformed('a member stands twice')
      object[key] = this.value(depth + 1)
    }
    return object
  }

  #simple(head: number): WireValue {
    switch (head) {
      case 0xf4:
        return false
      case 0xf5:
        return true
      case 0xf6:
        return null
      case 0xf7:
        return undefined
      case 0xfb:
        return this.#float()
      default:
        throw malformed('a value of an unknown type')
    }
  }

  #float(): number {
    this.#mustHold(8)
    const value = this.#view.getFloat64(this.#at)
    this.#at += 8
    if (Number.isSafeInteger(value) && !Object.is(value, -0))
      throw malformed('an integer is written as a fraction')
    return value
  }

  #length(info: number): number {
    if (info < 24) return info
    if (info > 27) throw malformed('a length is missing')
    const bytes = 1 << (info - 24)
    this.#mustHold(bytes)
    let value = 0
    for (let index = 0; index < bytes; index++) value = value * 256 + this.#byte()
    const least = info === 24 ? 24 : 2 ** (bytes * 4)
    if (value < least) throw malformed('a number is not in its shortest form')
    if (!Number.isSafeInteger(value)) throw malformed('a number is too large')
    return value
  }

  #take(length: number): Uint8Array {
    this.#mustHold(length)
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return bytes
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw malformed('a value ends early')
    return byte
  }

  /** Every item takes a byte or more, so what claims more than is left is refused before memory is taken. */
  #mustHold(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw malformed('a value ends early')
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function malformed(reason: string): Error {
  return RuntimeErrors.WIRE_MALFORMED({ reason })
}
