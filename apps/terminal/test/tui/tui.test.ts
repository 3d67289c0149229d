/** The full screen in a terminal, with real nodes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openRoomPeer } from '@comice/rooms/testing'
import { tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminalIn, type Terminal } from '../terminal.ts'

let machine: Machine
let pears: string
beforeAll(async () => {
  machine = await createMachine()
  const created = await machine.comice('alice', [
    ...['room', 'create', 'Pears', '--nickname', 'alice', '--format', '2', '--json'],
  ])
  pears = String(created.json[0]?.['id'])
  const { stdout } = await machine.comice('alice', ['room', 'invite', pears])
  await machine.comice('bob', ['room', 'join', '--nickname', 'bob'], { input: stdout })
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }

async function openScreen(person: string, columns = 100, folder = process.cwd()): Promise<Terminal> {
  const terminal = await openTerminalIn(folder, machine.commandOf(person, []), machine)
  await terminal.resize(columns)
  return terminal
}

async function say(person: string, room: string, text: string): Promise<void> {
  expect((await machine.comice(person, ['room', 'say', room, text])).code).toBe(0)
}

/** The newest message as the node has it, when it fits. */
function untilNewest(person: string, fits: (message: Record<string, unknown>) => boolean) {
  return waitFor(async () => {
    const { json } = await machine.comice(person, ['room', 'history', pears, '--last', '1', '--json'])
    return json[0] !== undefined && fits(json[0])
  }, wait)
}

test('a room is read and written: answers, reactions, edits and deletions', async () => {
  await say('bob', pears, 'shall we meet?')
  await using screen = await openScreen('alice')
  const first = await screen.see('shall we meet?')
  expect(first).toMatch(/Pears {2}2 members/u)
  expect(first).toContain('The room begins here.')
  await screen.type('yes, at noon')
  await screen.see('› yes, at noon')
  await screen.press('Enter')
  await screen.see(/alice {2}\d\d:\d\d/u)

  await screen.press('Up')
  await screen.see('▌ yes, at noon')
  await screen.type('e')
  await screen.see('Editing: alice: yes, at noon')
  await screen.type(' tomorrow')
  await screen.press('Enter')
  await screen.see('yes, at noon tomorrow (edited)')

  await screen.press('Up')
  await screen.see('▌ yes, at noon')
  await screen.press('Up')
  await screen.see('▌ shall we meet?')
  await screen.type('+')
  await screen.see('React: 1')
  await screen.type('1')
  await screen.see('👍 1')
  await screen.type('r')
  await screen.see('Answering bob: shall we meet?')
  await screen.type('where?')
  await screen.press('Enter')
  await screen.see('╭ bob: shall we meet?')
  await untilNewest('bob', ({ text, replyTo }) => text === 'where?' && replyTo !== null)

  await screen.press('Up')
  await screen.see('▌ where?')
  await screen.type('t')
  await screen.see('2 members · thread')
  await screen.press('Escape')
  await screen.seeGone('· thread')
  await screen.press('Up')
  await screen.see('▌ where?')
  await screen.type('d')
  await screen.see('Delete this for everybody?')
  await screen.type('y')
  await screen.see(/▌ ╭ bob.*\n.*deleted|▌ deleted/u)
  await screen.press('C-q')
  await screen.see('exit 0')
}, 240_000)

test('what others do appears: messages, who is here, who types', async () => {
  await using alice = await openScreen('alice')
  await alice.see('shall we meet?')
  await using bob = await openScreen('bob')
  await bob.see('shall we meet?')
  await alice.see('1 here')
  await bob.type('I am')
  // It shows for some seconds only, which a slow machine looks past: so he goes on until she has seen it.
  await waitFor(async () => {
    await bob.type('.')
    await bob.press('BSpace')
    return (await alice.screen()).includes('bob is typing …')
  }, wait)
  await bob.type(' here')
  await bob.press('Enter')
  await alice.see('I am here')
  await alice.press('F2')
  await alice.see(/● bob +member/u)
  await alice.press('Escape')
  await alice.seeGone('● bob')
  await bob.press('C-q')
  await bob.see('exit 0')
  await alice.see(/Pears {2}2 members\n/u)
}, 240_000)

test('scrolling goes back to the beginning, searching to a message, and the end is found again', async () => {
  const dir = await tempDir('carol')
  const carol = await openRoomPeer('carol', { dht: machine.dht, dir: dir.path })
  const { stdout } = await machine.comice('alice', ['room', 'invite', pears])
  const hers = await carol.rooms.join(stdout.trim(), { nickname: 'carol' })
  for (let number = 1; number <= 260; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => hers.say(`number ${number + at}`)))
  }
  await untilNewest('alice', ({ seq }) => Number(seq) >= 260)
  await using screen = await openScreen('alice')
  await screen.see('number 260')
  await waitFor(async () => {
    await screen.press('PageUp')
    return (
      (await screen.screen()).includes('The room begins here.') ||
      /shall we meet/u.test(await screen.screen())
    )
  }, wait)
  await screen.press('Escape')
  await screen.see('number 260')

  await screen.press('C-f')
  await screen.see('Words in all rooms')
  await screen.type('"number 30"')
  await screen.see(/Pears · carol\n.*number 30/u)
  await screen.press('Enter')
  await screen.see('▌ number 30')
  await screen.press('Escape')
  await screen.see('number 260')
  await carol.close()
  await dir[Symbol.asyncDispose]()
}, 240_000)

test('rooms have their drafts and what is unread, also where it is narrow', async () => {
  const plums = await machine.createRoom('Plums', ['bob', 'alice'])
  await say('bob', plums, 'jam?')
  await waitFor(async () => {
    const { json } = await machine.comice('alice', ['room', 'history', plums, '--json'])
    return json.some(({ text }) => text === 'jam?')
  }, wait)
  await using screen = await openScreen('alice')
  await screen.see(/▌ Plums|Plums +1 /u)
  // It begins with the room that has news, if these have come already.
  const beginning = await screen.see(/│ {2}(?:Pears|Plums) {2}\d members/u)
  if (!/│ {2}Plums/u.test(beginning)) await screen.press('C-n')
  await screen.see(/│ {2}Plums {2}2 members/u)
  await screen.see('jam?')
  await screen.type('half a th')
  await screen.see('› half a th')
  await screen.press('C-n')
  await screen.see(/Pears {2}3 members/u)
  await screen.see('Write a message')
  await screen.press('C-p')
  await screen.see('› half a th')
  await screen.press('M-Enter')
  await screen.type('ought')
  await screen.see(/half a th\n.*ought/u)

  await screen.resize(44)
  const narrow = await screen.see(/^ {2}Plums {2}2 members/u)
  expect(narrow).not.toContain('│')
  await screen.press('Tab')
  await screen.see(/^ {2}Rooms\n\n/u)
  await screen.press('Up')
  await screen.press('Enter')
  await screen.see(/^ {2}Pears {2}3 members/u)
  await screen.resize(100)
  await screen.see('│')
  await screen.press('C-c')
  await screen.see('exit 0')

  // The node keeps them: another screen, or a window, goes on with what this one began.
  await using again = await openScreen('alice')
  const first = await again.see(/│ {2}(?:Pears|Plums) {2}\d members/u)
  if (!/│ {2}Plums/u.test(first)) await again.press('C-n')
  await again.see(/half a th\n.*ought/u)
}, 240_000)

test('a message is forwarded, its file is saved once, and a date leads to what was said then', async () => {
  const [crate, cellar] = [
    await machine.createRoom('Crate', ['dora']),
    await machine.createRoom('Cellar', ['dora']),
  ]
  const file = path.join(machine.home, 'list.txt')
  await writeFile(file, 'pears, apples')
  expect((await machine.comice('dora', ['room', 'send', crate, file, '--text', 'the list'])).code).toBe(0)
  const folder = path.join(machine.home, 'downloads')
  await mkdir(folder)
  await using screen = await openScreen('dora', 100, folder)
  const first = await screen.see(/│ {2}(?:Crate|Cellar) {2}1 member/u)
  if (!/│ {2}Crate/u.test(first)) await screen.press('C-n')
  await screen.see('the list')
  await screen.press('Up')
  await screen.see('▌ the list')
  await screen.type('f')
  await screen.see('Forward to')
  await screen.type('cell')
  await screen.see('▌ Cellar')
  await screen.press('Enter')
  await screen.see('Said in Cellar.')
  await screen.press('C-n')
  await screen.see(/│ {2}Cellar {2}1 member/u)
  await screen.see(/↪ forwarded\n.*the list/u)
  const { json } = await machine.comice('dora', ['room', 'history', cellar, '--json'])
  expect(json[0]).toMatchObject({ text: 'the list', isForwarded: true, files: [{ name: 'list.txt' }] })

  await screen.type('/save')
  await screen.press('Enter')
  await screen.see(/Saved .*list\.txt \(13 B\)/u)
  expect(await readFile(path.join(folder, 'list.txt'), 'utf8')).toBe('pears, apples')
  await screen.type('/save')
  await screen.press('Enter')
  const refused = await screen.see('there is a list.txt in this folder already')
  expect(refused).not.toContain('--force')
  await screen.type('/save 1 other.txt')
  await screen.press('Enter')
  await screen.see(/Saved .*other\.txt \(13 B\)/u)

  await screen.type('/date 2020-01-01')
  await screen.press('Enter')
  await screen.see('▌ the list')
  await screen.press('Escape')
  await screen.seeGone('▌ the list')
  await screen.type('/date soon')
  await screen.press('Enter')
  await screen.see('that is no date')
}, 240_000)

test('a message is reported with a key, dismissed by its number, and who wrote it is muted for a time', async () => {
  const created = await machine.comice('erin', [
    ...['room', 'create', 'Attic', '--nickname', 'erin', '--format', '3', '--json'],
  ])
  const attic = String(created.json[0]?.['id'])
  const { stdout } = await machine.comice('erin', ['room', 'invite', attic])
  await machine.comice('frank', ['room', 'join', '--nickname', 'frank'], { input: stdout })
  await say('frank', attic, 'buy my pears')
  await using screen = await openScreen('erin')
  await screen.see(/frank {2}[^]*buy my pears/u)
  const enter = async (line: string) => {
    await screen.type(line)
    await screen.see(`› ${line}`)
    await screen.press('Enter')
  }
  await screen.press('Up')
  await screen.see('▌ buy my pears')
  await screen.type('!')
  await screen.see('Reporting frank: buy my pears')
  await enter('an advertisement')
  await screen.see('Reported. Only who moderates')
  await screen.press('Escape')
  await screen.seeGone('▌ buy my pears')
  await enter('/dismiss 1')
  await screen.see('no report was listed as number 1')
  await enter('/reports')
  expect(await screen.see('1  erin reports: an advertisement')).toContain('/dismiss and the number')
  await enter('/dismiss 1')
  await screen.see('dismissed')
  await enter('/reports')
  await screen.see('nothing is reported')

  await enter('/mute-member frank --for ever')
  await screen.see('--for takes hours from 0')
  await enter('/mute-member frank --for 2')
  await screen.see('muted for 2 hours, by their clock')
  await screen.press('F2')
  await screen.see(/frank +member +\w{8} {2}.*muted until/u)
  const { json } = await machine.comice('erin', ['room', 'members', attic, '--json'])
  const until = (json.find(({ name }) => name === 'frank')?.['muted'] as { until: number }).until
  expect(until - Date.now()).toBeGreaterThan(3_600_000)
  expect(until - Date.now()).toBeLessThanOrEqual(2 * 3_600_000)
}, 240_000)

test('who has no room is told what to do, and makes one', async () => {
  await using screen = await openScreen('newcomer')
  await screen.see('No rooms yet.')
  await screen.type('hello?')
  await screen.press('Enter')
  await screen.see('There is no room yet')
  await screen.press('C-c')
  await screen.seeGone('hello?')
  await screen.type('/new Apples')
  await screen.see('› /new Apples')
  await screen.press('Enter')
  await screen.see(/Apples {2}1 member/u)
  await screen.see('Nothing was said here yet.')
  await screen.press('F1')
  await screen.see('Alt-Enter  Ctrl-J')
  // It is longer than the screen.
  await screen.press('PageDown')
  await screen.press('PageDown')
  await screen.press('PageDown')
  await screen.see('/unarchive <room> lists one again')
  await screen.press('Escape')
  await screen.see('Nothing was said here yet.')
  await screen.type('/nothing')
  await screen.see('› /nothing')
  await screen.press('Enter')
  await screen.see('there is no /nothing here')
  await machine.comice('newcomer', ['stop'])
  const end = await screen.see(/exit \d/u)
  expect(end).toContain('exit 6')
}, 240_000)

test('what mallory writes does nothing to the terminal', async () => {
  await using screen = await openScreen('alice')
  await screen.see('Pears')
  const text = '\u001B]0;pwned\u0007\u001B[2J\u001B[31mred\u202E text'
  await say('bob', pears, text)
  await say('bob', pears, 'the end')
  const beginning = await screen.see(/│ {2}(?:Pears|Plums) {2}\d members/u)
  if (!/│ {2}Pears/u.test(beginning)) await screen.press('C-n')
  expect(await screen.see('the end')).toContain('red text')
  expect(await screen.title()).not.toContain('pwned')
}, 240_000)

test('without a terminal it says what it needs', async () => {
  const ran = await machine.comice('alice', ['tui'])
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain('this needs a terminal')
  expect((await machine.comice('alice', [])).stdout).toContain('comice room create')
})
