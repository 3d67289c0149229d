/** What was said, found again: search, threads, dates and what was read, with real processes. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

let machine: Machine
let pears: string
beforeAll(async () => {
  machine = await createMachine()
  pears = await machine.createRoom('Pears', ['alice', 'bob'])
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }

async function say(person: string, ...words: readonly string[]): Promise<{ id: string; seq: string }> {
  const { json } = await machine.comice(person, ['room', 'say', pears, ...words, '--json'])
  return { id: String(json[0]?.['id']), seq: String(json[0]?.['seq']) }
}

async function untilRead(person: string, text: string): Promise<void> {
  await waitFor(async () => {
    const { json } = await machine.comice(person, ['room', 'history', pears, '--json'])
    return json.some((line) => line['text'] === text)
  }, wait)
}

test('what others said is unread until it is read, and the own is not', async () => {
  await say('alice', 'a ripe pear')
  await say('alice', 'and a tree')
  await say('bob', 'mine')
  await untilRead('bob', 'and a tree')
  const roomOfBob = async () => (await machine.comice('bob', ['room', 'list', '--json'])).json[0]
  expect(await roomOfBob()).toMatchObject({ unread: 2, mentions: 0, read: 0, length: 3 })
  expect((await machine.comice('bob', ['room', 'list'])).stdout).toContain('3 messages  2 unread')
  const read = await machine.comice('bob', ['room', 'read', pears, '--json'])
  expect(read.json).toHaveLength(3)
  expect(await roomOfBob()).toMatchObject({ unread: 0, read: 3 })
  const again = await machine.comice('bob', ['room', 'read', pears])
  expect(again.stdout).toBe('')
  expect(again.stderr).toContain('Everything was read already.')
}, 240_000)

test('a room is exported as lines, to stdout or into a file that is the user’s alone', async () => {
  const file = path.join(machine.home, 'pears.jsonl')
  const { stdout } = await machine.comice('alice', ['room', 'export', pears])
  const types = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type)
  expect([types[0], types.at(-1)]).toEqual(['room', 'end'])
  const { json } = await machine.comice('alice', ['room', 'export', pears, file, '--json'])
  const messages = types.filter((type) => type === 'message').length
  expect(json).toMatchObject([{ type: 'room_exported', file, name: 'Pears', messages }])
  const promised = (await promisedFields('type')).get('room_exported')
  if (promised === undefined || json[0] === undefined) throw new Error('there is nothing to compare')
  expectFields(json[0], promised, 'export')
  expect((await readFile(file, 'utf8')).split('\n').slice(1)).toEqual(stdout.split('\n').slice(1))
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  // What has the name of an unfinished file is the user's own.
  const own = `${file}.unfinished`
  await writeFile(own, 'notes')
  expect((await machine.comice('alice', ['room', 'export', pears, file, '--force'])).code).toBe(0)
  expect(await readFile(own, 'utf8')).toBe('notes')
  const again = await machine.comice('alice', ['room', 'export', pears, file])
  expect([again.code, again.stderr]).toMatchObject([
    expect.any(Number),
    expect.stringContaining('FILE_TAKEN'),
  ])
}, 240_000)

test('an exported room is imported by somebody else, goes on where its file was cut, and comes in once', async () => {
  const file = path.join(machine.home, 'to-import.jsonl')
  await machine.comice('alice', ['room', 'export', pears, file])
  const lines = (await readFile(file, 'utf8')).split('\n')
  const messages = lines.filter((line) => line.includes('"type":"message"'))
  const cut = path.join(machine.home, 'cut.jsonl')
  await writeFile(cut, lines.slice(0, lines.indexOf(messages[1] ?? '')).join('\n'))
  const importOf = (...words: readonly string[]) =>
    machine.comice('carol', ['room', 'import', ...words, '--json'])

  const dry = await importOf(file, '--dry-run')
  expect(dry.json).toMatchObject([{ room: null, isDryRun: true, imported: messages.length, name: 'Pears' }])
  const first = await importOf(cut, '--nickname', 'carol')
  expect(first.code).toBe(8)
  expect(first.json).toMatchObject([
    { type: 'room_imported', isNew: true, imported: 1, known: 0, isWhole: false },
  ])
  const promised = (await promisedFields('type')).get('room_imported')
  if (promised === undefined || first.json[0] === undefined) throw new Error('there is nothing to compare')
  expectFields(first.json[0], promised, 'import')
  const room = String(first.json[0]['room'])
  const rest = await importOf(file)
  expect([rest.code, rest.json]).toMatchObject([
    0,
    [{ room, isNew: false, known: 1, imported: messages.length - 1 }],
  ])
  expect((await importOf(file)).json).toMatchObject([
    { room, known: messages.length, imported: 0, isWhole: true },
  ])

  const { json } = await machine.comice('carol', ['room', 'history', room, '--json'])
  const origins = messages.map((line) => {
    const { id, name, claimedAt, text } = JSON.parse(line) as Record<string, unknown>
    return { name: 'carol', text, imported: { id, name, claimedAt } }
  })
  expect(json).toMatchObject(origins)
  const { stdout } = await machine.comice('carol', ['room', 'history', room])
  expect(stdout).toMatch(/carol {2}imported: alice, \d{4}-\d\d-\d\d \d\d:\d\d\n +a ripe pear/u)
  const both = await importOf(file, '--room', room, '--name', 'Pears')
  expect([both.code, both.stderr]).toMatchObject([2, expect.stringContaining('USAGE')])
  await writeFile(cut, `${lines[0] ?? ''}\n{"type":`)
  const broken = await importOf(cut)
  expect([broken.code, broken.stderr]).toMatchObject([8, expect.stringContaining('ARCHIVE_INVALID')])
}, 240_000)

test('messages are found by words, person and time, in an index that is the user’s alone', async () => {
  const promised = (await promisedFields('type')).get('found')
  const found = await machine.comice('alice', ['room', 'search', 'pear', '--json'])
  expect(found.json).toMatchObject([{ type: 'found', text: 'a ripe pear', roomName: 'Pears', name: 'alice' }])
  if (promised === undefined || found.json[0] === undefined) throw new Error('there is nothing to compare')
  expectFields(found.json[0], promised, 'search')
  const options = async (...words: readonly string[]) =>
    (await machine.comice('alice', ['room', 'search', ...words, '--json'])).json.map(({ text }) => text)
  expect(await options('ripe', 'pear')).toEqual(['a ripe pear'])
  expect(await options('mine', '--from', 'bob')).toEqual(['mine'])
  expect(await options('mine', '--from', 'alice')).toEqual([])
  expect(await options('mine', '--room', 'Pears', '--since', '1h')).toEqual(['mine'])
  expect(await options('mine', '--until', '2020-01-01')).toEqual([])
  const nothing = await machine.comice('alice', ['room', 'search', 'apple'])
  expect(nothing.stderr).toContain('Nothing was found.')
  const wrong = await machine.comice('alice', ['room', 'search', 'x', '--since', 'yesterday'])
  expect(wrong.code).toBe(2)
  const file = await stat(path.join(machine.home, 'alice', 'search.sqlite'))
  if (process.platform !== 'win32') expect(file.mode & 0o777).toBe(0o600)
}, 240_000)

test('a thread is shown as a whole, and history from a date on', async () => {
  const root = await say('alice', 'shall we meet?')
  await say('alice', 'by the way')
  const yes = await say('alice', 'yes', '--reply-to', root.id, '--reply-seq', root.seq)
  const thread = await machine.comice('alice', ['room', 'thread', pears, yes.id, '--seq', yes.seq])
  expect(thread.stdout).toContain('shall we meet?')
  expect(thread.stdout).toContain('yes')
  expect(thread.stdout).not.toContain('by the way')
  const none = await machine.comice('alice', ['room', 'thread', pears, 'nothing/1'])
  expect(none.stderr).toContain('MESSAGE_NOT_FOUND')
  const since = await machine.comice('alice', ['room', 'history', pears, '--since', '1h', '--last', '1'])
  expect(since.stdout).toMatch(/ripe pear|mine/u)
  const later = await machine.comice('alice', ['room', 'history', pears, '--since', '2100-01-01'])
  expect(later.stdout).toBe('')
}, 240_000)

test('what others see of one is switched off and on', async () => {
  const choice = async (...options: readonly string[]) =>
    (await machine.comice('alice', ['room', 'presence', ...options, '--json'])).json[0]
  expect(await choice()).toMatchObject({ type: 'presence', here: true, typing: true })
  expect(await choice('--typing', 'off')).toMatchObject({ here: true, typing: false })
  expect(await choice()).toMatchObject({ typing: false })
  expect((await machine.comice('alice', ['room', 'presence', '--looking', 'maybe'])).code).toBe(2)
}, 120_000)

test('a room is put away until a message mentions one, muted, and at last deleted from the machine', async () => {
  const ofBob = async (...words: readonly string[]) => (await machine.comice('bob', words)).json
  const listed = async (...more: readonly string[]) => ofBob('room', 'list', '--json', ...more)
  expect(await ofBob('room', 'mute', pears, '--json')).toMatchObject([{ type: 'room_choice', muted: true }])
  await machine.comice('bob', ['room', 'archive', pears])
  expect(await listed()).toEqual([])
  expect(await listed('--all')).toMatchObject([{ isArchived: true, isMuted: true }])
  expect((await machine.comice('bob', ['room', 'list'])).stderr).toContain('1 room archived')
  await say('alice', 'look', '--mention', 'bob')
  await waitFor(async () => (await listed()).length === 1, wait)
  await machine.comice('bob', ['room', 'read', pears, '--quiet'])
  expect(await listed()).toEqual([])

  const asked = await machine.comice('bob', ['room', 'forget', pears, '--json'])
  expect(asked.stderr).toContain('CONFIRMATION_NEEDED')
  expect(await ofBob('room', 'forget', pears, '--yes', '--json')).toMatchObject([{ type: 'room_forgotten' }])
  expect(await listed('--all')).toEqual([])
  expect((await machine.comice('bob', ['room', 'search', 'pear', '--json'])).json).toEqual([])
}, 240_000)
