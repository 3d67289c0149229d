import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFiles } from '../folder.ts'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
})
afterAll(() => machine[Symbol.asyncDispose]())

test('the JSON lines of transfers have the fields that the reference promises, and no others', async () => {
  const promised = await promisedFields('transfer type')
  const seen = new Map<string, JsonLine>()
  const look = (lines: readonly JsonLine[], of: string) => {
    for (const line of lines) seen.set(`${String(line['type'])} of ${of}`, line)
  }
  const run = async (person: string, ...args: string[]) => {
    const ran = await machine.comice(person, [...args, '--json'])
    look(ran.json, args.join(' '))
    return ran
  }
  const file = path.join(machine.home, 'plan.txt')
  await makeFiles(machine.home, { 'plan.txt': 'pears' })
  await using sender = await machine.start('alice', ['send', file, '--json'])
  const next = (type: string) => sender.waitForJson<JsonLine>((line) => line['type'] === type)
  const sent = await next('send')
  look([sent], 'send')
  const code = String(sent['code'])
  const [number, first, ...rest] = code.split('-')
  await run(
    'bob',
    'receive',
    [number, first === 'abandon' ? 'ability' : 'abandon', ...rest].join('-'),
    '--yes',
  )
  look([await next('guess')], 'send')
  await run('alice', 'transfer', 'list')
  const into = path.join(machine.home, 'in')
  const got = await run('bob', 'receive', code, '--to', into, '--yes')
  expect(got).toMatchObject({ code: 0, stderr: '' })
  look([await next('receiver'), await next('sent')], 'send')
  await run('bob', 'transfer', 'list')
  const stayed = await run('alice', 'send', file, '--stay')
  await run('alice', 'transfer', 'stop', String(stayed.json[0]?.['id']))

  const types = new Set([...seen.values()].map(({ type }) => type))
  expect([...promised.keys()].filter((type) => !types.has(type))).toEqual([])
  for (const [where, line] of seen) {
    const fields = promised.get(String(line['type']))
    if (fields === undefined) throw new Error(`${where} is not promised`)
    expectFields(line, fields, where)
  }
})
