/** Random valid values of every struct, from the same shapes that decoding is checked by. */
import fc from 'fast-check'
import type { KnownOperation } from '../src/index.ts'
import type { FieldShape, StructName } from '../src/record/shape.ts'
import { SHAPES } from '../src/generated/structs.ts'
import { OPERATION_NUMBERS } from '../src/index.ts'

export const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** Any character of any plane, the low ones more often. Fast-check's own takes seconds to set up. */
export const character: fc.Arbitrary<string> = fc
  .oneof(fc.nat({ max: 0x3000 }), fc.nat({ max: 0x10_ffff - 0x800 }))
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800))

/** Well-formed text of any planes, within its limits in UTF-8. */
export function text({ min, max }: { min: number; max: number }): fc.Arbitrary<string> {
  const byteLength = (value: string) => new TextEncoder().encode(value).byteLength
  const fits = (value: string) => {
    return byteLength(value) <= max && byteLength(value) >= min && !value.startsWith('\ufeff')
  }
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ unit: character, maxLength: max }) },
      { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: max }) },
      { weight: 1, arbitrary: fc.integer({ min, max }).map((length) => 'x'.repeat(length)) },
    )
    .filter(fits)
}

function field(shape: FieldShape): fc.Arbitrary<unknown> {
  const present = presentField(shape)
  return shape.optional ? fc.option(present, { nil: null }) : present
}

function presentField(shape: FieldShape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'uint':
      return fc
        .oneof(fc.maxSafeNat(), fc.constantFrom(0, 252, 253, 65_535, 65_536, 2 ** 32))
        .map((n) => Math.min(n, shape.max))
    case 'bool':
      return fc.boolean()
    case 'string':
      return text(shape)
    case 'buffer':
      return fc.uint8Array({ minLength: shape.min, maxLength: shape.max })
    case 'fixed':
      return fc.uint8Array({ minLength: shape.bytes, maxLength: shape.bytes })
    case 'enum':
      return fc.constantFrom(...shape.values)
    case 'struct':
      return struct(shape.struct)
    case 'list':
      return fc.array(field(shape.of), { maxLength: shape.max })
  }
}

/** Values of a struct. */
export function struct(name: StructName): fc.Arbitrary<Record<string, unknown>> {
  const shape: Readonly<Record<string, FieldShape>> = SHAPES[name]
  const fields = Object.entries(shape).map(
    ([fieldName, fieldShape]) => [fieldName, field(fieldShape)] as const,
  )
  return fc.record(Object.fromEntries(fields)).map((value) => ({ ...value }))
}

const kinds = Object.keys(OPERATION_NUMBERS) as KnownOperation['kind'][]

/** Operations of every kind. */
export const operation: fc.Arbitrary<KnownOperation> = fc
  .constantFrom(...kinds)
  .chain((kind) => struct(`${kind}-op`).map((body) => ({ kind, ...body }) as KnownOperation))

/** Damage to bytes: flips, cuts, insertions, and what was cut elsewhere. */
export function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    drop: fc.nat({ max: 3 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom(Uint8Array.of(0xff), Uint8Array.of(0xfd, 0, 0)),
    ),
  })
  return fc.tuple(bytes, fc.array(edit, { minLength: 1, maxLength: 4 })).map(([original, edits]) => {
    return edits.reduce<Uint8Array>((current, { at, drop, insert }) => {
      const from = Math.floor(at * (current.byteLength + 1))
      return Buffer.concat([current.subarray(0, from), insert, current.subarray(from + drop)])
    }, original)
  })
}
