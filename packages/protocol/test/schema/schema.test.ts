import { readFile } from 'node:fs/promises'
import compactEncoding from 'compact-encoding'
import Hyperschema from 'hyperschema'
import * as hyperschemaRuntime from 'hyperschema/runtime'
import { expect, test } from 'vitest'
import { generate } from '../../schema/generator.ts'
import { decodeOperation, encodeOperation, OPERATION_NUMBERS } from '../../src/index.ts'
import { DEPARTURES, PRINCIPAL_KINDS, ROLES, ROOM_KINDS } from '../../src/generated/structs.ts'
import { defineRecord } from '../../src/record/record.ts'
import type { StructName } from '../../src/record/shape.ts'
import { sample } from '../sample.ts'

const PACKAGE = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, PACKAGE), 'utf8')
const schemaJson = await read('schema/schema.json')

interface Released {
  enums: Record<string, string[]>
  operations: Record<string, { number: number; version: number; hex: string }>
  records: Record<string, { version: number; hex: string }>
}

/** What released versions have written. Entries are added, never changed; see docs/protocol/README.md. */
const released = JSON.parse(await read('test/schema/released.json')) as Released

/** Versions that are written now, of structs that are not the first of their record. */
const WRITTEN: Partial<Record<StructName, number>> = {
  'sealed-message-record': 2,
  'muted-message-record': 3,
  'later-room-record': 2,
}

test('generating again gives exactly what is committed', async () => {
  for (const [path, text] of Object.entries(generate(schemaJson))) expect(await read(path), path).toBe(text)
})

test.each<[string, (fields: Hyperschema.FieldDescription[]) => Hyperschema.FieldDescription[]]>([
  ['growing', (fields) => [...fields, { name: 'more', type: 'uint' }]],
  ['shrinking', (fields) => fields.slice(1)],
  [
    'changing a type of',
    (fields) => fields.map((field, at) => (at === 0 ? { ...field, type: 'uint' } : field)),
  ],
])('%s a released struct is refused', (_, change) => {
  const json = JSON.parse(schemaJson) as Hyperschema.SchemaJSON
  const schema = Hyperschema.from(json)
  const struct = json.schema.find(
    (one) => 'name' in one && one.name === 'room-entry',
  ) as Hyperschema.TypeDescription
  const fields = change(struct.fields ?? [])
  const register = () => schema.namespace('comice').register({ name: 'room-entry', compact: true, fields })
  expect(register).toThrow(/removed|expanded|modified/u)
})

test('growing a released struct that is framed is refused', () => {
  const json = JSON.parse(schemaJson) as Hyperschema.SchemaJSON
  const struct = json.schema.find(
    (one) => 'name' in one && one.name === 'writer-attestation',
  ) as Hyperschema.TypeDescription
  struct.fields?.pop()
  expect(() => generate(JSON.stringify(json))).toThrow(/expanded/u)
})

test("hyperschema's runtime is compact-encoding and nothing else, which the generated codecs rely on", () => {
  expect(Object.keys(hyperschemaRuntime)).toEqual(['c'])
  // Two versions of the module may be installed; what counts is that it is that module.
  expect(Object.keys(hyperschemaRuntime.c as object)).toEqual(Object.keys(compactEncoding))
})

test.each(Object.entries(released.records))(
  'a %s written by a release decodes, and is still written so',
  (key, { version, hex }) => {
    const struct = key.replace(/@\d+$/u, '') as StructName
    // Whether it is the version that is written now, is compared below.
    const format = defineRecord(struct, WRITTEN[struct] ?? 1)
    const bytes = Buffer.from(hex, 'hex')
    expect(format.decode(bytes)).toMatchObject({ ok: true, value: sample(struct) })
    if (version === format.version)
      expect(Buffer.from(format.encode(sample(struct) as never)).toString('hex')).toBe(hex)
  },
)

test.each(Object.entries(released.operations))(
  'a %s operation of a release decodes, and is still written so',
  (key, { number, hex }) => {
    const kind = key.replace(/@\d+$/u, '') as keyof typeof OPERATION_NUMBERS
    expect(OPERATION_NUMBERS[kind]).toBe(number)
    const operation = { kind, ...sample(`${kind}-op`) }
    expect(decodeOperation(Buffer.from(hex, 'hex'))).toMatchObject({ ok: true, value: operation })
    expect(Buffer.from(encodeOperation(operation as never)).toString('hex')).toBe(hex)
  },
)

test('every operation has an entry among the released ones, and enums only grow at their end', () => {
  expect(
    Object.keys(released.operations)
      .map((key) => key.replace(/@1$/u, ''))
      .sort(),
  ).toEqual(Object.keys(OPERATION_NUMBERS).sort())
  const enums: Record<string, readonly string[]> = {
    role: ROLES,
    'principal-kind': PRINCIPAL_KINDS,
    'room-kind': ROOM_KINDS,
    departure: DEPARTURES,
  }
  expect(Object.keys(released.enums).sort()).toEqual(Object.keys(enums).sort())
  for (const [name, values] of Object.entries(released.enums)) {
    expect(enums[name]?.slice(0, values.length)).toEqual(values)
  }
})
