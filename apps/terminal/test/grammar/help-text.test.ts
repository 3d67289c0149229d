import { expect, test } from 'vitest'
import { COMMAND_TREE } from '../../src/commands/command-tree.ts'
import { helpText } from '../../src/grammar/help-text.ts'
import { parseLine } from '../../src/grammar/parse-line.ts'

function helpOf(words: readonly string[], columns?: number): string {
  const parsed = parseLine([...words, '--help'])
  if (parsed.kind !== 'help') throw new Error(`${words.join(' ')} has no help`)
  return helpText(parsed, columns)
}

test('help of a group has its commands in order, wrapped', () => {
  expect(helpOf(['room'])).toBe(`Usage: comice room [options] [command]

rooms: create, invite, join, say, read

Options:
  -h, --help                 display help for command

Global Options:
  --profile <name>           which profile to use (default: "default")
  --bootstrap <host:port,…>  DHT nodes to use, instead of finding a network
  --timeout <seconds>        how long the command may take (default: 60)
  --json                     print results as JSON lines
  -V, --version              print the version

Commands:
  create [options] <name>    make a room
  help [command]             display help for command
  history [options] <room>   show the latest messages of a room
  invite [options] <room>    make an invite, which lets whoever has it into the
                             room
  join [options] [invite]    join a room; without an argument the invite is read
                             from a prompt or a pipe
  keep [options] <room>      ask a seeder to keep a room; returns when it holds
                             everything
  list                       list your rooms
  members <room>             list who is in a room
  open [options] <room>      chat line by line; /help there lists what can be
                             done
  rename <room> <nickname>   change what others call you in a room, for earlier
                             messages too
  say <room> <text...>       say something; returns when it is safely on the
                             disk. The text - is read from a pipe
  tail [options] <room>      show the latest messages and then each new one,
                             until Ctrl-C

<room> is a room’s name, its id, or the first characters of its id (see "comice room list").
`)
})

test('help of a command has its arguments, its options and those that all have', () => {
  expect(helpOf(['room', 'invite'])).toBe(`Usage: comice room invite [options] <room>

make an invite, which lets whoever has it into the room

Options:
  --expires <hours>          after how many hours it is void; 0 is never
                             (default: 168)
  --uses <count>             how many people it may let in; 0 is any number
                             (default: 1)
  --qr                       show it as a QR code too
  -h, --help                 display help for command

Global Options:
  --profile <name>           which profile to use (default: "default")
  --bootstrap <host:port,…>  DHT nodes to use, instead of finding a network
  --timeout <seconds>        how long the command may take (default: 60)
  --json                     print results as JSON lines
  -V, --version              print the version
`)
})

test('no line of a terminal’s width is longer than it, and a narrow one is left to the terminal', () => {
  const lines = helpOf(['room', 'join'], 100)
    .split('\n')
    .filter((line) => line.startsWith('  '))
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(helpOf(['room'], 50)).toContain(
    'a room; without an argument the invite is read from a prompt or a pipe',
  )
})

test('every command says what it is about', () => {
  const groups = Object.entries(COMMAND_TREE.commands ?? {})
  for (const [name, { about, commands }] of groups) {
    expect(helpOf([name])).toContain(about)
    for (const inner of Object.keys(commands ?? {}))
      expect(helpOf([name, inner])).toContain(`comice ${name} ${inner}`)
  }
})
