import { rename } from 'node:fs/promises'
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

test('the JSON lines of drives have the fields that the reference promises, and no others', async () => {
  const promised = await promisedFields('drive type')
  const seen = new Map<string, JsonLine>()
  const look = async (...args: string[]) => {
    const { json, stderr } = await machine.comice('alice', [...args, '--json'])
    expect(stderr, args.join(' ')).toBe('')
    for (const line of json) seen.set(`${String(line['type'])} of ${args.join(' ')}`, line)
    return json
  }
  const dir = path.join(machine.home, 'source')
  await makeFiles(dir, { 'a.txt': 'a', 'docs/b.txt': 'bb', link: { link: 'a.txt' } })
  await look('drive', 'create', 'pears', '--encrypted')
  await look('mirror', dir, 'pears:', '--dry-run')
  await look('mirror', dir, 'pears:', '--steps')
  await look('drive', 'tag', 'pears', 'v1')
  const [kept] = (await look('mirror', dir, 'pears:', '--live', '--stay')).slice(-1)
  await look('drive', 'mirrors')
  await look('drive', 'unmirror', String(kept?.['id']))
  for (const args of [
    ['seed', 'pears'],
    ['unseed', 'pears'],
    ['unseed', 'pears', '--on', 'y'.repeat(52)],
    ['info', 'pears'],
    ['list'],
    ['link', 'pears:/docs', '--read-key'],
    ['ls', 'pears', '-r'],
    ['ls', 'pears'],
    ['find', 'pears', 'a.*'],
    ['stat', 'pears:/docs'],
    ['du', 'pears'],
    ['put', path.join(dir, 'a.txt'), 'pears:/c.txt'],
    ['put', path.join(dir, 'docs'), 'pears:/more'],
    ['get', 'pears:/c.txt', machine.home],
    ['get', 'pears:/docs', path.join(machine.home, 'got')],
    ['cp', 'pears:/c.txt', 'pears:/d.txt'],
    ['mv', 'pears:/d.txt', 'pears:/e.txt'],
    ['rm', 'pears:/e.txt'],
    ['history', 'pears'],
    ['diff', 'pears', '--from', '2'],
    ['tag', 'pears'],
    ['tag', 'pears', 'v1', '--remove'],
    ['checkout', 'pears', path.join(machine.home, 'out')],
    ['download', 'pears'],
    ['verify', 'pears'],
    ['export', 'pears', path.join(machine.home, 'x.tar')],
    ['import', path.join(machine.home, 'x.tar'), 'pears:/in'],
    ['gc', 'pears', '--yes'],
    ['alias', 'pears', 'plums'],
    ['remove', 'plums', '--yes'],
    ['create', 'gone'],
    ['purge', 'gone', '--yes'],
  ]) {
    await look('drive', ...args)
  }
  await look('drive', 'create', 'followed')
  await using served = await machine.start('alice', ['drive', 'serve', 'followed', '--json'])
  seen.set('serve', await served.waitForJson(({ type }) => type === 'served'))
  await using watched = await machine.start('alice', ['drive', 'watch', 'followed', '--json'])
  await using live = await machine.start('alice', ['mirror', dir, 'followed:', '--live', '--json'])
  seen.set('live', await live.waitForJson(({ type }) => type === 'round'))
  await rename(dir, `${dir}-away`)
  seen.set('trouble', await live.waitForJson(({ type }) => type === 'trouble'))
  await live.stop()
  await rename(`${dir}-away`, dir)
  // When it begins to watch is not known, so something changes until it has seen it.
  const change = watched
    .waitForJson(({ path: name }) => String(name).startsWith('/later-'), { timeoutMs: 60_000 })
    .then((line) => seen.set('watch', line))
  for (let at = 0; !seen.has('watch') && at < 40; at++)
    await look('drive', 'put', path.join(dir, 'a.txt'), `followed:/later-${at}.txt`)
  await change

  const types = new Set([...seen.values()].map(({ type }) => type))
  // `keep` needs a seeder: tests/e2e asks one.
  expect([...promised.keys()].filter((type) => !types.has(type))).toEqual(['keep'])
  for (const [where, line] of seen) {
    const fields = promised.get(String(line['type']))
    if (fields === undefined) throw new Error(`${where} is not promised`)
    expectFields(line, fields, where)
  }
  // Fifty commands one after the other, each a process.
}, 600_000)
