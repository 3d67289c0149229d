import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

let machine: Machine
let pears: string
beforeAll(async () => {
  machine = await createMachine()
  pears = await machine.createRoom('Pears', ['alice', 'bob'])
})
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }

test('two people talk, and each sees what the other said as it comes', async () => {
  await machine.comice('bob', ['room', 'say', pears, 'anybody here?'])
  await using tail = await machine.start('bob', ['room', 'tail', pears, '--json', '--last', '1'])
  await tail.waitForJson(({ text }) => text === 'anybody here?', wait)
  const said = await machine.comice('alice', ['room', 'say', 'Pears', 'hello', 'bob'])
  expect(said.stdout).toMatch(/^\d\d:\d\d alice {2}hello bob\n$/u)
  expect(await tail.waitForJson(({ text }) => text === 'hello bob', wait)).toMatchObject({
    name: 'alice',
    mine: false,
  })
  await machine.comice('bob', ['room', 'say', 'Pears', 'hello alice'])
  await tail.waitForJson(({ text, mine }) => text === 'hello alice' && mine === true, wait)
  expect(await tail.stop()).toEqual({ code: 0, signal: null })
})

test('a text is read from a pipe, with its line breaks and without the last one', async () => {
  const { json } = await machine.comice('alice', ['room', 'say', pears, '-', '--json'], {
    input: 'one\n  two\n',
  })
  expect(json[0]).toMatchObject({ type: 'message', text: 'one\n  two' })
})

test('the latest messages are as many as wanted, none and many pages too', async () => {
  const room = await machine.createRoom('Many', ['carol'])
  const lines = Array.from({ length: 620 }, (_, index) => `message ${index}`)
  const chat = await machine.comice('carol', ['room', 'open', room, '--last', '0'], {
    input: lines.join('\n'),
  })
  expect(chat.code).toBe(0)
  const textsOf = async (last: number) => {
    const { json } = await machine.comice('carol', [
      'room',
      'history',
      room,
      '--json',
      '--last',
      String(last),
    ])
    return json.map(({ text }) => text)
  }
  expect(await textsOf(0)).toEqual([])
  expect(await textsOf(3)).toEqual(lines.slice(-3))
  expect(await textsOf(1000)).toEqual(lines)
  await using tail = await machine.start('carol', ['room', 'tail', room, '--json', '--last', '610'])
  const first = await tail.waitForJson(() => true, wait)
  expect(first['text']).toBe('message 10')
  await tail.waitForJson(({ text }) => text === 'message 619', wait)
})

test('a follower whose reader goes away ends without a word', async () => {
  const { command, args, env } = machine.commandOf('alice', ['room', 'history', pears])
  await using shell = await machine.startShell(`"$@" | head -n 1`, [command, ...args], env)
  expect(await shell.exited).toEqual({ code: 0, signal: null })
  expect(shell.stderr).toBe('')
})

describe('exit codes', () => {
  const cases: [string, string[], number, string][] = [
    ['an unknown command, with what was meant', ['rom'], 2, 'Did you mean room?'],
    ['an unknown command of rooms', ['room', 'tial'], 2, 'Did you mean tail?'],
    ['an unknown option', ['room', 'list', '--jsn'], 2, 'Did you mean --json?'],
    ['a missing argument', ['room', 'say'], 2, 'see comice room say --help'],
    [
      'a number that is none',
      ['room', 'history', 'Pears', '--last', 'x'],
      2,
      'expected a whole number from 0',
    ],
    ['a time that is none', ['--timeout', 'soon', 'status'], 2, 'expected seconds above 0'],
    ['a profile name that leads elsewhere', ['--profile', '../etc', 'status'], 2, 'PROFILE_NAME_INVALID'],
    ['nothing to say', ['room', 'say', 'Pears', ' '], 2, 'NO_TEXT'],
    ['nothing to say from a pipe', ['room', 'say', 'Pears', '-'], 2, 'NO_TEXT'],
    ['no invite', ['room', 'join'], 2, 'NO_INVITE'],
    ['an invite that is none', ['room', 'join', 'hello'], 2, 'SECRET_TEXT_INVALID'],
    ['a nickname with control characters', ['room', 'rename', 'Pears', '\u001B[2J'], 2, 'NAME_INVALID'],
    ['a room that is not there', ['room', 'history', 'Apples'], 3, 'ROOM_NOT_FOUND'],
    ['a room to follow that is not there', ['room', 'tail', 'Apples'], 3, 'ROOM_NOT_FOUND'],
    ['a room to chat in that is not there', ['room', 'open', 'Apples'], 3, 'ROOM_NOT_FOUND'],
  ]
  test.each(cases.map(([name, args, code, says]) => ({ name, args, code, says })))(
    '$name',
    async ({ args, code, says }) => {
      const ran = await machine.comice('alice', args)
      expect(ran).toMatchObject({ code, stdout: '' })
      expect(ran.stderr).toContain(says)
    },
  )

  test('a name that two rooms have', async () => {
    await machine.createRoom('Twins', ['alice'])
    await machine.createRoom('Twins', ['alice'])
    const ran = await machine.comice('alice', ['room', 'say', 'Twins', 'hello'])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('2 rooms fit (ROOM_AMBIGUOUS)')
  })

  test('a message that is too long, as an argument and from a pipe', async () => {
    const long = 'ö'.repeat(9000)
    for (const [text, input] of [[long], ['-', long], ['-', 'x'.repeat(10_000_000)]] as const) {
      const ran = await machine.comice(
        'alice',
        ['room', 'say', pears, text],
        input === undefined ? {} : { input },
      )
      expect(ran.code).toBe(2)
      expect(ran.stderr).toContain('expected: at most 16384 bytes')
    }
    const most = await machine.comice('alice', ['room', 'say', pears, '-', '--json'], {
      input: 'x'.repeat(16_384),
    })
    expect(most.code).toBe(0)
  })

  test('an invite that is spent is refused', async () => {
    const { stdout: invite } = await machine.comice('alice', ['room', 'invite', pears, '--uses', '1'])
    expect((await machine.comice('carol', ['room', 'join'], { input: invite })).code).toBe(0)
    const ran = await machine.comice('mallory', ['room', 'join'], { input: invite })
    expect(ran.code).toBe(4)
    expect(ran.stderr).toContain('INVITE_SPENT')
  })

  test('nobody is there to join by the deadline', async () => {
    const room = await machine.createRoom('Empty', ['dora'])
    const { stdout: invite } = await machine.comice('dora', ['room', 'invite', room])
    await machine.comice('dora', ['stop'])
    const ran = await machine.comice('alice', ['room', 'join', '--timeout', '3'], { input: invite })
    expect([5, 6]).toContain(ran.code)
    expect(ran.stderr).toMatch(/TIMED_OUT|ROOM_UNREACHABLE/u)
  })

  test('Ctrl-C ends a command with 130 and a follower in order', async () => {
    const room = await machine.createRoom('Nobody', ['eve'])
    const { stdout: invite } = await machine.comice('eve', ['room', 'invite', room])
    await machine.comice('eve', ['stop'])
    await using waiting = await machine.start('alice', ['room', 'join', '-'])
    waiting.send(invite)
    await waitFor(() => waiting.stderr.includes('Looking for a member'))
    await using tail = await machine.start('alice', ['room', 'tail', pears, '--json'])
    await tail.waitForJson(() => true, wait)
    process.kill(tail.pid, 'SIGINT')
    expect(await tail.exited).toEqual({ code: 0, signal: null })
    process.kill(waiting.pid, 'SIGINT')
    expect(await waiting.exited).toEqual({ code: 130, signal: null })
    expect(waiting.stderr).toContain('INTERRUPTED')
  })

  test('with --json an error is one line too, those of usage included', async () => {
    for (const [args, code] of [
      [['rom'], 'USAGE'],
      [['room'], 'USAGE'],
      [['room', 'history', 'Apples'], 'ROOM_NOT_FOUND'],
    ] as const) {
      const { stderr, code: exitCode } = await machine.comice('alice', [...args, '--json'])
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(JSON.parse(stderr)).toMatchObject({ v: 1, type: 'error', code, exitCode })
    }
  })
})

test('the JSON lines have the fields that the reference promises, and no others', async () => {
  const promised = await promisedFields('type')
  const seen = new Map<string, JsonLine>()
  const look = async (person: string, ...args: string[]) => {
    const { json, stderr } = await machine.comice(person, [...args, '--json'])
    const errors = stderr === '' ? [] : [JSON.parse(stderr) as JsonLine]
    for (const line of [...json, ...errors]) seen.set(`${String(line['type'])} of ${args.join(' ')}`, line)
  }
  await look('alice', 'room', 'create', 'Fields')
  await look('alice', 'room', 'list')
  await look('alice', 'room', 'rename', 'Fields', 'al')
  await look('alice', 'room', 'invite', 'Fields')
  await look('alice', 'room', 'say', 'Fields', 'hello')
  await look('alice', 'room', 'history', 'Fields')
  await look('alice', 'room', 'members', 'Fields')
  await look('alice', 'room', 'search', 'hello')
  await look('alice', 'room', 'presence')
  await look('alice', 'room', 'mute', 'Fields')
  const archive = path.join(machine.home, 'fields.jsonl')
  await look('alice', 'room', 'export', 'Fields', archive)
  await look('alice', 'room', 'import', archive, '--name', 'Imported fields')
  for (const name of ['Fields', 'Imported fields'])
    await look('alice', 'room', 'forget', name, '--force', '--yes')
  await look('alice', 'id', 'show')
  await look('alice', 'doctor')
  await look('alice', 'status')
  await look('nobody', 'status')
  await look('nobody', 'stop')
  await look('alice', 'room', 'history', 'Apples')

  const types = new Set([...seen.keys()].map((key) => key.split(' ')[0]))
  // The others are looked at where they are tried: seeders' tests, contacts.test.ts and id.test.ts.
  const elsewhere = ['contact', 'keep', 'number', 'code', 'linked', 'phrase', 'backup']
  expect([...promised.keys()].filter((type) => !types.has(type)).sort()).toEqual(elsewhere.sort())
  for (const [key, line] of seen) {
    const { required, optional } = promised.get(key.split(' ')[0] ?? '') ?? { required: [], optional: [] }
    const needed = line['running'] === false ? ['running', 'profile', 'dir'] : required
    expectFields(line, { required: needed, optional: [...required, ...optional] }, key)
  }
})
