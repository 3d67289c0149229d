/** Files in rooms, with real processes. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

/** What the reference promises of lines about files. */
const promised = await promisedFields('files type')

/** What is saved is for whom this person's other files are for. Programs inherit it. */
process.umask(0o027)

let machine: Machine
let pears: string
let desk: string
const picture = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000280000001e0', 'hex'),
  randomBytes(200_000),
])

beforeAll(async () => {
  machine = await createMachine()
  pears = await machine.createRoom('Pears', ['alice', 'bob'])
  desk = path.join(machine.home, 'desk')
  await mkdir(path.join(desk, 'inbox'), { recursive: true })
  await writeFile(path.join(desk, 'bowl.png'), picture)
  await writeFile(path.join(desk, 'list.txt'), 'pears, apples')
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

async function lines(person: string, args: readonly string[]): Promise<JsonLine[]> {
  const { json, stderr, code } = await machine.comice(person, ['room', ...args, '--json'])
  expect(code, stderr).toBe(0)
  for (const line of json) {
    const fields = promised.get(String(line['type']))
    if (fields !== undefined) expectFields(line, fields, args.join(' '))
  }
  return json
}

test('files are sent, listed, found, saved and dropped', async () => {
  expect([...promised.keys()]).toEqual(['file', 'saved', 'stored', 'storage'])
  const [sent] = await lines('alice', [
    ...['send', pears, path.join(desk, 'bowl.png'), path.join(desk, 'list.txt'), '--text', 'look'],
  ])
  const about = {
    name: 'bowl.png',
    mediaType: 'image/png',
    size: picture.byteLength,
    width: 640,
    height: 480,
  }
  expect(sent).toMatchObject({
    type: 'message',
    text: 'look',
    files: [about, { name: 'list.txt', width: null }],
  })

  const listed = await waitFor(
    async () => {
      const found = await lines('bob', ['files', pears])
      return found.length === 2 ? found : null
    },
    { timeoutMs: 60_000 },
  )
  expect(listed).toMatchObject([
    { ...about, message: sent?.['id'], at: 0, by: 'alice', here: 0 },
    { name: 'list.txt', at: 1, here: 0 },
  ])
  const plain = await machine.comice('bob', ['room', 'history', pears])
  expect(plain.stdout).toMatch(/look\n +▣ bowl\.png {2}200 kB {2}640 × 480\n +▣ list\.txt {2}13 B\n/u)
  expect(await lines('bob', ['search', 'bowl', '--room', pears])).toMatchObject([
    { files: ['bowl.png', 'list.txt'] },
  ])
  expect(await lines('bob', ['search', '--has-file', '--room', pears])).toHaveLength(1)

  // By its number, into a folder; then by its id, to a name.
  const number = String(listed[0]?.['seq'])
  const inbox = path.join(desk, 'inbox')
  const [saved] = await lines('bob', ['save', pears, number, inbox])
  expect(saved).toMatchObject({ file: path.join(inbox, 'bowl.png'), bytes: picture.byteLength })
  expect((await readFile(path.join(inbox, 'bowl.png'))).equals(picture)).toBe(true)
  if (process.platform !== 'win32')
    expect((await stat(path.join(inbox, 'bowl.png'))).mode & 0o777).toBe(0o640)
  const again = await machine.comice('bob', ['room', 'save', pears, number, inbox])
  expect(again.code).not.toBe(0)
  expect(again.stderr).toContain('already')
  const list = path.join(desk, 'other.txt')
  await lines('bob', ['save', pears, String(sent?.['id']), list, '--file', '2'])
  expect(await readFile(list, 'utf8')).toBe('pears, apples')
  expect(await readdir(inbox)).toEqual(['bowl.png'])

  const total = picture.byteLength + 13
  expect((await lines('bob', ['storage', pears])).at(-1)).toMatchObject({ bytes: total, files: 2 })
  expect((await machine.comice('bob', ['room', 'drop', pears, number])).stdout).toBe('')
  expect(await lines('bob', ['storage', pears])).toMatchObject([
    { name: 'list.txt', isOwn: false },
    { bytes: 13, files: 1 },
  ])
  expect(await lines('bob', ['files', pears])).toMatchObject([{ here: 0 }, { here: 13 }])
  expect((await machine.comice('alice', ['room', 'storage', pears])).stdout).toContain('sent by you')
}, 240_000)

test('what is no file, or not there, says so', async () => {
  const folder = await machine.comice('alice', ['room', 'send', pears, desk])
  expect(folder.code).not.toBe(0)
  expect(folder.stderr).toContain('it is no file')
  const missing = await machine.comice('alice', ['room', 'save', pears, '999'])
  expect(missing.code).not.toBe(0)
  const [said] = (await machine.comice('alice', ['room', 'say', pears, 'no files', '--json'])).json
  const none = await machine.comice('alice', ['room', 'save', pears, String(said?.['seq'])])
  expect(none.stderr).toContain('no such file')
}, 120_000)

test('a message goes to another room with its files, and says so there', async () => {
  const [sent] = await lines('alice', ['send', pears, path.join(desk, 'bowl.png'), '--text', 'from the wall'])
  const shed = await machine.createRoom('Shed', ['alice'])
  const [said] = await lines('alice', ['forward', pears, String(sent?.['id']), 'Shed'])
  expect(said).toMatchObject({
    ...{ type: 'message', text: 'from the wall', isForwarded: true, mentions: [], replyTo: null },
    files: [{ name: 'bowl.png', size: picture.byteLength, width: 640 }],
  })
  expect((await machine.comice('alice', ['room', 'history', shed])).stdout).toContain('(forwarded)')
  const copy = path.join(desk, 'copy.png')
  await lines('alice', ['save', 'Shed', String(said?.['seq']), copy])
  expect((await readFile(copy)).equals(picture)).toBe(true)
  const nothing = await machine.comice('alice', ['room', 'forward', pears, '9999', 'Shed'])
  expect(nothing.code).toBe(3)
}, 120_000)
