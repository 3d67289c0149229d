import { encodeOperation } from '@comice/protocol'
import { openRoomPeer, type RoomPeer } from '@comice/rooms/testing'
import { tempDir, type TempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

/** What a terminal would act on, and what reorders or hides text. */
const LOUD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u
const NAME = '\u001B]0;pwned\u0007mallory\u202E'
const TEXTS: Record<string, string> = {
  title: 'a\u001B]0;pwned\u0007b',
  'unfinished title': 'a\u001B]0;pwned',
  'clear screen': '\u001B[2J\u001B[H',
  colours: '\u001B[31mred',
  clipboard: '\u001B]52;c;cHduZWQ=\u001B\\',
  link: '\u001B]8;;http://evil.example\u001B\\here\u001B]8;;\u001B\\',
  'device control': '\u001BP+q544e\u001B\\',
  'eight-bit forms': '\u009B2J\u009D0;pwned\u009C\u0090q\u009C',
  'sequences within sequences': '\u001B\u001B[[2J\u001B]0;\u001B]0;pwned\u0007\u0007',
  'back over the name': '\b\b\b\b\b\b\b\balice',
  'carriage return': 'text\r12:00 alice  I agree',
  override: '\u202Eslived\u202C \u2066isolate\u2069',
  'hidden tags': 'a\u{E0061}\u{E0062}b',
  'bells and nul': '\u0007\u0000\u001A\u007F',
  'another line': 'first\n12:00 alice  I agree\u2028and more\u0085still',
}

let machine: Machine
let dir: TempDir
let mallory: RoomPeer
let room: string
beforeAll(async () => {
  machine = await createMachine()
  dir = await tempDir('mallory')
  mallory = await openRoomPeer('mallory', { dht: machine.dht, dir: dir.path })
  room = await machine.createRoom('Pears', ['alice'])
  const { stdout: invite } = await machine.comice('alice', ['room', 'invite', room])
  const hers = await mallory.rooms.join(invite.trim(), { nickname: 'mallory' })
  for (const text of Object.values(TEXTS)) await hers.say(text)
  // Our own client refuses such a name; a modified one writes what it likes.
  const { base } = hers as unknown as { base: { append: (block: Uint8Array) => Promise<void> } }
  await base.append(encodeOperation({ kind: 'profile', name: NAME }))
  await hers.say('the end')
})
afterAll(async () => {
  await mallory.close()
  await machine[Symbol.asyncDispose]()
  await dir[Symbol.asyncDispose]()
})

test('nothing that mallory writes reaches a pipe as a control character', async () => {
  await using tail = await machine.start('alice', ['room', 'tail', room, '--last', '50'])
  await tail.waitForLine(/the end/u)
  for (const args of [
    ['room', 'history', room],
    ['room', 'members', room],
    ['room', 'list'],
  ]) {
    const { stdout, stderr, code } = await machine.comice('alice', args)
    expect(code).toBe(0)
    expect(stdout).not.toMatch(LOUD)
    expect(stderr).not.toMatch(LOUD)
  }
  await tail.stop()
  for await (const line of tail.lines()) expect(line).not.toMatch(LOUD)
})

test('JSON lines have the texts whole, and print no control characters either', async () => {
  const { stdout, json } = await machine.comice('alice', ['room', 'history', room, '--json'])
  expect(json.map(({ text }) => text)).toEqual([...Object.values(TEXTS), 'the end'])
  // Tags are letters of a plane that JSON has as two units; no terminal acts on them.
  expect(stdout.replace(/[\u{e0000}-\u{e007f}]/gu, '')).not.toMatch(LOUD)
})

test('no line of a message can be taken for a message of somebody else', async () => {
  const { stdout } = await machine.comice('alice', ['room', 'history', room])
  const rows = stdout.trimEnd().split('\n')
  for (const row of rows) expect(row).toMatch(/^(\d\d:\d\d mallory {2}| {15})/u)
  expect(rows.filter((row) => row.startsWith(' '))).toHaveLength(4)
})

test('a chat shows them without the terminal doing anything', async () => {
  await using terminal = await openTerminal(machine, 'alice', ['room', 'open', room])
  const screen = await terminal.see('the end')
  expect(screen).toContain('Pears · 2 members · /help')
  expect(await terminal.title()).not.toContain('pwned')
})
