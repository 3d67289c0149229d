import { describe, expect, test } from 'vitest'
import { COMMAND_TREE } from '../../src/commands/command-tree.ts'
import { GLOBAL_OPTIONS } from '../../src/commands/global-options.ts'
import type { Command, Options } from '../../src/grammar/command.ts'
import { parseLine } from '../../src/grammar/parse-line.ts'

/** What a command line gives a command, or what is wrong with it. */
function parsed(...argv: string[]): object {
  const found = parseLine(argv)
  return found.kind === 'run' ? { kind: 'run', ...found.line } : found
}

test('options may stand anywhere, with their value in the next word or behind =', () => {
  const line = { kind: 'run', args: ['Pears'], options: { last: 3, before: undefined } }
  expect(parsed('room', 'history', 'Pears', '--last', '3')).toMatchObject(line)
  expect(parsed('room', '--last=3', 'history', 'Pears')).toMatchObject(line)
  expect(parsed('--last', '3', 'room', 'history', 'Pears')).toMatchObject(line)
  expect(parsed('room', 'history', 'Pears', '--last', '9', '--last', '3')).toMatchObject(line)
})

test('some options have a letter', () => {
  const all = { recursive: true, long: true }
  expect(parsed('drive', 'ls', '-r', 'pears', '-l')).toMatchObject({ args: ['pears'], options: all })
  expect(parsed('-l', '--recursive', 'drive', 'ls', 'pears')).toMatchObject({ options: all })
  expect(parsed('drive', 'ls', 'pears')).toMatchObject({ options: { recursive: false, long: false } })
  expect(parsed('drive', 'ls', '-rl', 'pears')).toMatchObject({ problem: "unknown option '-rl'" })
})

test('some options count as often as they are given, with their value behind the letter, too', () => {
  const [here, there] = ['8080:db:80', '[::1]:1:db:2']
  expect(parsed('forward', '-L', here, 'pi', `-L${there}`, `--local-forward=${here}`)).toMatchObject({
    args: ['pi'],
    options: { 'local-forward': [here, there, here], 'remote-forward': [] },
  })
  expect(parsed('forward', 'pi', '-L')).toMatchObject({ kind: 'wrong' })
  expect(parsed('status', '-L8080:db:80')).toMatchObject({ problem: "unknown option '-L'" })
})

test('what all commands take is read apart from what one takes', () => {
  expect(
    parsed('room', 'list', '--profile=bob', '--bootstrap', 'a:1, b:2', '--timeout', '0.5', '--json'),
  ).toMatchObject({
    kind: 'run',
    globals: { profile: 'bob', bootstrap: ['a:1', 'b:2'], timeout: 500, json: true },
    options: {},
  })
  expect(parsed('status')).toMatchObject({
    globals: { bootstrap: undefined, timeout: undefined, json: false },
  })
})

test('a value is the next word, whatever it looks like', () => {
  expect(parsed('room', 'create', 'Pears', '--nickname', '--json')).toMatchObject({
    globals: { json: false },
    options: { nickname: '--json' },
  })
  expect(parsed('room', 'create', 'Pears', '--nickname=')).toMatchObject({ options: { nickname: '' } })
})

test('after --, and for a lone dash or a negative number, a word is an argument', () => {
  expect(parsed('room', 'say', 'Pears', '--', '--json', '--')).toMatchObject({
    args: ['Pears', '--json', '--'],
    globals: { json: false },
  })
  expect(parsed('room', 'say', 'Pears', '-')).toMatchObject({ args: ['Pears', '-'] })
  expect(parsed('room', 'say', 'Pears', '-1', '°C')).toMatchObject({ args: ['Pears', '-1', '°C'] })
})

test('names that every object has are no commands and no options', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(parsed(name)).toMatchObject({ kind: 'wrong', problem: `unknown command '${name}'` })
    expect(parsed('status', `--${name}`)).toMatchObject({
      kind: 'wrong',
      problem: `unknown option '--${name}'`,
    })
  }
})

describe('what is wrong is said', () => {
  const cases: [string[], string, string][] = [
    [['rom'], "unknown command 'rom'", 'Did you mean room?'],
    [['room', 'tial'], "unknown command 'tial'", 'Did you mean tail?'],
    [['hlp'], "unknown command 'hlp'", 'Did you mean help?'],
    [['nonsense'], "unknown command 'nonsense'", 'see comice --help'],
    [['help', 'rom'], "unknown command 'rom'", 'Did you mean room?'],
    [['room', 'list', '--jsn'], "unknown option '--jsn'", 'Did you mean --json?'],
    [['status', '--json=1'], "unknown option '--json=1'", 'Did you mean --json?'],
    [['status', '--last', '3'], "unknown option '--last'", 'see comice status --help'],
    [['room', 'list', '-l'], "unknown option '-l'", 'see comice room list --help'],
    [
      ['room', 'history', 'Pears', '--last'],
      "option '--last <count>' argument missing",
      'see comice room history --help',
    ],
    [
      ['room', 'history', 'Pears', '--last', '-1'],
      "option '--last <count>' argument '-1' is invalid. expected a whole number from 0.",
      'see comice room history --help',
    ],
    [
      ['room', 'invite', 'Pears', '--expires', ''],
      "option '--expires <hours>' argument '' is invalid. expected hours from 0 to 876000.",
      'see comice room invite --help',
    ],
    [['room', 'keep', 'Pears'], "required option '--on <key>' not specified", 'see comice room keep --help'],
    [['room', 'say', 'Pears'], "missing required argument 'text'", 'see comice room say --help'],
    [
      ['room', 'create', 'a', 'b'],
      "too many arguments for 'create'. Expected 1 argument but got 2: a, b.",
      'see comice room create --help',
    ],
    [
      ['completion', 'csh'],
      "command-argument value 'csh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
      'see comice completion --help',
    ],
  ]
  test.each(cases.map(([argv, problem, hint]) => ({ argv, problem, hint })))(
    '$argv',
    ({ argv, problem, hint }) => {
      expect(parsed(...argv)).toEqual({ kind: 'wrong', problem, hint })
    },
  )
})

test('help and the version are asked for in every place', () => {
  for (const argv of [
    ['room', 'say', '--help'],
    ['-h', 'room', 'say'],
    ['help', 'room', 'say'],
    ['room', 'help', 'say'],
  ]) {
    expect(parsed(...argv)).toMatchObject({ kind: 'help', path: ['room', 'say'] })
  }
  expect(parsed('help', 'help')).toMatchObject({ kind: 'help', path: [] })
  expect(parsed('--json', '--version')).toEqual({ kind: 'version' })
  expect(parsed('room', 'list', '-V')).toEqual({ kind: 'version' })
  expect(parsed('room', '--json')).toMatchObject({ kind: 'incomplete', path: ['room'] })
})

test('an option that several commands have takes a value in all of them or in none', () => {
  const byName = new Map<string, Set<boolean>>()
  const look = (options: Options) => {
    for (const [name, { value }] of Object.entries(options)) {
      byName.set(name, new Set(byName.get(name)).add(value !== null))
    }
  }
  const walk = ({ options, commands }: Command) => {
    look(options)
    for (const inner of Object.values(commands ?? {})) walk(inner)
  }
  look(GLOBAL_OPTIONS)
  walk(COMMAND_TREE)
  expect([...byName].filter(([, kinds]) => kinds.size > 1)).toEqual([])
})

test('a letter stands for one option everywhere', () => {
  const letters = new Map<string, string>()
  const look = ({ options, commands }: Command): void => {
    for (const [name, { short }] of Object.entries(options)) {
      if (short === undefined) continue
      expect(letters.get(short) ?? name).toBe(name)
      letters.set(short, name)
    }
    for (const inner of Object.values(commands ?? {})) look(inner)
  }
  look(COMMAND_TREE)
  expect(letters.size).toBeGreaterThan(0)
})

test('every command that runs has something to load', async () => {
  const leaves = Object.values(COMMAND_TREE.commands ?? {}).flatMap((node) =>
    Object.values(node.commands ?? { node }),
  )
  for (const { load } of leaves) if (load !== null) expect(await load()).toBeInstanceOf(Function)
})
