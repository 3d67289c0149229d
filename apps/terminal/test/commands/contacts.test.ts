import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

let machine: Machine
let bob: string
/** Another key, as if it were his. */
let other: string
beforeAll(async () => {
  machine = await createMachine()
  const [shown] = (await machine.comice('bob', ['id', 'show', '--json'])).json
  bob = String(shown?.['identity'])
  other = String(shown?.['device'])
})
afterAll(() => machine[Symbol.asyncDispose]())

const alice = (...args: string[]) => machine.comice('alice', args)

async function expectPromised(lines: readonly JsonLine[], type: string): Promise<void> {
  const promised = (await promisedFields('type')).get(type)
  if (promised === undefined) throw new Error(`the reference promises no ${type}`)
  expect(lines).not.toEqual([])
  for (const line of lines) expectFields(line, promised, type)
}

test('a person has one name for comparing, for grants and in a room, and it outlives the node', async () => {
  const added = await alice('contact', 'add', 'Bob of the garden', bob, '--json')
  await expectPromised(added.json, 'contact')
  await alice('stop')
  const listed = await alice('contact', 'list')
  expect(listed.stdout).toBe(`Bob of the garden  ${bob}\n`)
  const compared = await alice('id', 'compare', 'Bob of the garden', '--json')
  expect(compared.json[0]).toMatchObject({ type: 'number', other: bob })
  const granted = await alice('grant', 'add', 'Bob of the garden', 'pipe', '--identity')
  expect(granted.stdout).toContain('Bob of the garden')
  const taken = await alice('contact', 'add', 'Bob of the garden', other)
  expect(taken.code).toBe(7)
  expect(taken.stderr).toContain('CONTACT_NAME_TAKEN')

  await alice('room', 'create', 'Pears')
  const { json } = await alice('room', 'members', 'Pears', '--json')
  await expectPromised(json, 'member')
  expect((await alice('contact', 'remove', bob)).code).toBe(0)
  const unknown = await alice('id', 'compare', 'Bob of the garden')
  expect(unknown).toMatchObject({ code: 3, stdout: '' })
  expect(unknown.stderr).toContain('CONTACT_UNKNOWN')
}, 120_000)
