/** One value of every struct, always the same: what test/schema/released.json holds the encoding of. */
import { SHAPES } from '../src/generated/structs.ts'
import type { FieldShape, StructName } from '../src/record/shape.ts'

export function sample(struct: StructName): Record<string, unknown> {
  const shape: Readonly<Record<string, FieldShape>> = SHAPES[struct]
  return Object.fromEntries(Object.entries(shape).map(([name, field], at) => [name, sampleField(field, at)]))
}

function sampleField(field: FieldShape, at: number): unknown {
  switch (field.type) {
    case 'uint':
      return Math.min(field.max, [0, 252, 65_535, 1_800_000_000_000, Number.MAX_SAFE_INTEGER][at % 5] ?? 0)
    case 'bool':
      return true
    case 'string':
      return `pear ${at} 🍐`
    case 'buffer':
      return Buffer.concat([Buffer.from([at, 1, 2, 3]), Buffer.alloc(Math.max(0, field.min - 4), at + 1)])
    case 'fixed':
      return Buffer.alloc(field.bytes, at + 1)
    case 'enum':
      return field.values[at % field.values.length]
    case 'struct':
      return sample(field.struct)
    case 'list':
      return [sampleField(field.of, at), sampleField(field.of, at + 1)]
  }
}
