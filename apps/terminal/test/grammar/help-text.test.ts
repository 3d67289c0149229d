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
  expect(helpOf(['peer'])).toBe(`Usage: comice peer [options] [command]

machines: add, list, ping, info

Options:
  -h, --help                 display help for command

Global Options:
  --profile <name>           which profile to use (default: "default")
  --bootstrap <host:port,…>  DHT nodes to use, instead of finding a network
  --timeout <seconds>        how long the command may take (default: 60)
  --json                     print results as JSON lines
  -V, --version              print the version

Commands:
  add <name> <key>           give a machine a name
  help [command]             display help for command
  info <peer>                show how a machine is reached, and what it says of
                             itself
  list                       list the machines that have a name
  ping <peer>                measure how long a question takes there and back
  remove <peer>              forget a machine’s name; its grants stay

<peer> is a machine’s name (see "comice peer list"), or its key, which "comice id show" shows there.
`)
})

test('help of a command has its arguments, its options and those that all have', () => {
  expect(helpOf(['room', 'invite'])).toBe(`Usage: comice room invite [options] <room>

make an invite, which lets whoever has it into the room

Options:
  --expires <hours>          after how many hours it is void; 0 is never
                             (default: 168)
  --uses <count>             how many people it may let in; 0 is any number
                             (default: any number; 1 in a room of format 1)
  --role <role>              what it makes people, from format 2 on
  --approval                 whoever comes in by it waits until a moderator
                             approves them
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
    // Wide enough for each to be one line.
    expect(helpOf([name], 200)).toContain(about)
    for (const inner of Object.keys(commands ?? {}))
      expect(helpOf([name, inner])).toContain(`comice ${name} ${inner}`)
  }
})
