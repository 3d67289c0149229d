/**
 * What the generated codecs do not check: lengths, well-formed text, enum numbers. One walk over a struct's shape
 * turns what the codec reads into what programs use, and one turns it back.
 */
import b4a from 'b4a'
import { SHAPES } from '../generated/structs.ts'
import { ProtocolErrors } from '../errors.ts'

/** One field, as schema/generator.ts writes it. */
export type FieldShape =
  | { readonly type: 'uint'; readonly max: number; readonly optional: boolean }
  | { readonly type: 'bool'; readonly optional: boolean }
  | {
      readonly type: 'string' | 'buffer'
      readonly min: number
      readonly max: number
      readonly optional: boolean
    }
  | { readonly type: 'fixed'; readonly bytes: number; readonly optional: boolean }
  | { readonly type: 'enum'; readonly values: readonly string[]; readonly optional: boolean }
  | {
      readonly type: 'struct'
      readonly struct: StructName
      /** Whether its length stands in front of it. */
      readonly framed: boolean
      readonly optional: boolean
    }
  | { readonly type: 'list'; readonly of: FieldShape; readonly max: number; readonly optional: false }

export type StructName = keyof typeof SHAPES

type Plain = Record<string, unknown>

/** Stands for an enum number that this version does not know. */
export const UNKNOWN = 'unknown'

const LONE_SURROGATE = /[\ud800-\udfff]/u
const BYTE_ORDER_MARK = '\ufeff'

function fieldsOf(struct: StructName): [string, FieldShape][] {
  const shape: Readonly<Record<string, FieldShape>> = SHAPES[struct]
  return Object.entries(shape)
}

/** Most bytes that a struct can take, so that anything longer is refused unread. */
export function maxStructBytes(struct: StructName): number {
  // 8 for the flags of optional fields and bools, whatever their number.
  return fieldsOf(struct).reduce((sum, [, field]) => sum + maxFieldBytes(field), 8)
}

function maxFieldBytes(field: FieldShape): number {
  switch (field.type) {
    case 'uint':
    case 'enum':
      return 9
    case 'bool':
      return 0
    case 'string':
    case 'buffer':
      return 5 + field.max
    case 'fixed':
      return field.bytes
    case 'struct':
      return (field.framed ? 5 : 0) + maxStructBytes(field.struct)
    case 'list':
      return 5 + field.max * maxFieldBytes(field.of)
  }
}

/** The value of what a codec has read, with enum names; null when something is outside of its limits. */
export function fromWire(struct: StructName, wire: Plain): Plain | null {
  const value: Plain = {}
  for (const [name, field] of fieldsOf(struct)) {
    const read = fieldFromWire(field, wire[name])
    if (read === undefined) return null
    value[name] = read
  }
  return value
}

function fieldFromWire(field: FieldShape, wire: unknown): unknown {
  if (wire === null && field.optional) return null
  if (field.type === 'struct') return fromWire(field.struct, wire as Plain) ?? undefined
  if (field.type === 'list') return listFromWire(field, wire as unknown[])
  if (field.type === 'enum') {
    if (wire === 0) return undefined
    return field.values[(wire as number) - 1] ?? UNKNOWN
  }
  return problemOf(field, wire) === null ? wire : undefined
}

function listFromWire({ of, max }: FieldShape & { type: 'list' }, wire: unknown[]): unknown[] | undefined {
  if (wire.length > max) return undefined
  const list: unknown[] = []
  for (const one of wire) {
    const value = fieldFromWire(of, one)
    if (value === undefined) return undefined
    list.push(value)
  }
  return list
}

/** What the codec writes for a value. @throws RECORD_INVALID naming the field, never its contents. */
export function toWire(struct: StructName, value: Plain): Plain {
  const wire: Plain = {}
  for (const [name, field] of fieldsOf(struct)) {
    const given = value[name] ?? null
    wire[name] = fieldToWire(struct, name, { field, given })
  }
  return wire
}

function fieldToWire(
  record: string,
  name: string,
  { field, given }: { field: FieldShape; given: unknown },
): unknown {
  if (given === null && field.optional) return null
  if (field.type === 'struct' && typeof given === 'object' && given !== null) {
    return toWire(field.struct, given as Plain)
  }
  if (field.type === 'list' && Array.isArray(given) && given.length <= field.max) {
    return given.map((one: unknown) => fieldToWire(record, name, { field: field.of, given: one }))
  }
  const problem = problemOf(field, given)
  if (problem !== null) throw ProtocolErrors.RECORD_INVALID({ record, field: name, reason: problem })
  return field.type === 'enum' ? field.values.indexOf(given as string) + 1 : given
}

/** What is wrong with a value that is not a struct, in words that do not repeat it; null when nothing is. */
function problemOf(field: FieldShape, value: unknown): string | null {
  switch (field.type) {
    case 'uint':
      return isUint(value, field.max) ? null : `is not an integer from 0 to ${field.max}`
    case 'bool':
      return typeof value === 'boolean' ? null : 'is not true or false'
    case 'string':
      return textProblem(value, field)
    case 'buffer':
      return bytesProblem(value, field)
    case 'fixed':
      return bytesProblem(value, { min: field.bytes, max: field.bytes })
    case 'enum':
      return field.values.includes(value as string) ? null : `is none of ${field.values.join(', ')}`
    case 'struct':
      return 'is missing'
    case 'list':
      return `is not a list of at most ${field.max}`
  }
}

function isUint(value: unknown, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max
}

function textProblem(value: unknown, limits: { min: number; max: number }): string | null {
  if (typeof value !== 'string') return 'is not a text'
  // A lone surrogate has no UTF-8; a leading byte order mark vanishes in browsers' decoders, so nobody may write one.
  if (LONE_SURROGATE.test(value) || value.startsWith(BYTE_ORDER_MARK)) return 'is not well-formed text'
  return lengthProblem(utf8Bytes(value, limits.max), limits)
}

function bytesProblem(value: unknown, limits: { min: number; max: number }): string | null {
  if (!(value instanceof Uint8Array)) return 'is not a byte string'
  if (limits.min === limits.max && value.byteLength !== limits.max) return `is not ${limits.max} bytes`
  return lengthProblem(value.byteLength, limits)
}

function lengthProblem(bytes: number, { min, max }: { min: number; max: number }): string | null {
  if (bytes > max) return `takes more than ${max} bytes`
  return bytes < min ? 'is empty' : null
}

/** Length of a text in UTF-8; a text that is longer than `max` in UTF-16 already is not measured. */
function utf8Bytes(text: string, max: number): number {
  return text.length > max ? text.length : b4a.byteLength(text)
}
