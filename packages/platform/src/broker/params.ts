/** Reads the parameters of a call. An app is untrusted, so each is checked and bounded before it is used. */
import { RuntimeErrors } from '@comice/runtime'
import type { WireObject, WireValue } from '@comice/runtime/wire'
import { MAX_NAME_CHARS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

/** @throws by every reader: ARGUMENT_INVALID */
export class Params {
  readonly #members: WireObject

  /** Nothing is no parameters. */
  constructor(given: WireValue) {
    const value = given ?? {}
    const isObject = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
    if (!isObject) throw PlatformErrors.ARGUMENT_INVALID({ name: 'parameters', expected: 'an object' })
    this.#members = value as WireObject
  }

  /** An inherited member is not there: only what was sent is read. */
  get(name: string): WireValue {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined
  }

  has(name: string): boolean {
    const value = this.get(name)
    return value !== undefined && value !== null
  }

  boolean(name: string, missing?: boolean): boolean {
    const value = this.has(name) ? this.get(name) : missing
    if (typeof value !== 'boolean') throw invalid(name, 'true or false')
    return value
  }

  /** A whole number from 0, or from `min`. */
  integer(name: string, { min = 0, max = Number.MAX_SAFE_INTEGER, missing }: IntegerOptions = {}): number {
    const value = this.has(name) ? this.get(name) : missing
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
      throw invalid(name, `a whole number from ${min} to ${max}`)
    return value
  }

  text(
    name: string,
    { maxChars = MAX_NAME_CHARS, missing }: { maxChars?: number; missing?: string } = {},
  ): string {
    const value = this.has(name) ? this.get(name) : missing
    if (typeof value !== 'string' || value.length > maxChars)
      throw invalid(name, `text of at most ${maxChars} characters`)
    return value
  }

  bytes(name: string, length?: number): Buffer {
    return asBytes(name, this.get(name), length)
  }

  optionalBytes(name: string, length?: number): Buffer | null {
    return this.has(name) ? this.bytes(name, length) : null
  }

  optionalInteger(name: string): number | null {
    return this.has(name) ? this.integer(name) : null
  }

  list(name: string, maxItems: number): readonly WireValue[] {
    const value = this.get(name) ?? []
    if (!Array.isArray(value) || value.length > maxItems) throw invalid(name, `a list of at most ${maxItems}`)
    return value as WireValue[]
  }

  bytesList(name: string, maxItems: number): Buffer[] {
    return this.list(name, maxItems).map((item) => asBytes(name, item))
  }

  texts(name: string, maxItems: number): string[] {
    return this.list(name, maxItems).map((item) => {
      if (typeof item !== 'string' || item.length > MAX_NAME_CHARS)
        throw invalid(name, `texts of at most ${MAX_NAME_CHARS} characters`)
      return item
    })
  }
}

interface IntegerOptions {
  min?: number
  max?: number
  missing?: number
}

function asBytes(name: string, value: WireValue, length?: number): Buffer {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length))
    throw invalid(name, length === undefined ? 'bytes' : `${length} bytes`)
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

function invalid(name: string, expected: string): Error {
  return PlatformErrors.ARGUMENT_INVALID({ name, expected })
}

/** For readers of handles: what is named is not open. */
export function handleClosed(): Error {
  return RuntimeErrors.HANDLE_CLOSED()
}
