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

rooms: create, invite, join, say, read, and who is in them

Options:
  -h, --help                              display help for command

Global Options:
  --profile <name>                        which profile to use (default:
                                          "default")
  --bootstrap <host:port,…>               DHT nodes to use, instead of finding a
                                          network
  --timeout <seconds>                     how long the command may take
                                          (default: 60)
  --json                                  print results as JSON lines
  -V, --version                           print the version

Commands:
  approve <room> <id>                     let somebody in who waits
  archive <room>                          put a room away: it is listed when a
                                          message mentions you, or with --all
  ban <room> <member>                     put somebody out whom no invite is to
                                          let in again
  create [options] <name>                 make a room
  decline <room> <id>                     send somebody away who waits
  delete <room> <message>                 take a message away, for everybody
  drop [options] <room> <message>         take a file of a room off this disk;
                                          others keep theirs
  edit <room> <message> <text...>         say one of your messages in another
                                          way; it is shown as edited
  export [options] <room> [file]          write all that was said in a room as
                                          JSON Lines, into a file or to stdout
  files [options] <room>                  list the files of a room, and what of
                                          them is on this disk
  forget [options] <room>                 leave a room, and delete what was said
                                          in it from this machine
  former <room>                           list who left or was removed, with
                                          what they wrote after that
  help [command]                          display help for command
  history [options] <room>                show the latest messages of a room
  invite [options] <room>                 make an invite, which lets whoever has
                                          it into the room
  invites <room>                          list the invites of a room
  join [options] [invite]                 join a room; without an argument the
                                          invite is read from a prompt or a pipe
  keep [options] <room>                   ask a seeder to keep a room; returns
                                          when it holds everything
  leave <room>                            leave a room; what was said until then
                                          stays here
  list [options]                          list your rooms
  members <room>                          list who is in a room
  mute <room>                             let nothing tell of what is new in a
                                          room
  open [options] <room>                   chat line by line; /help there lists
                                          what can be done
  pending <room>                          list who waits to be let in
  pin [options] <room> <message>          pin a message
  pins <room>                             show the pinned messages
  presence [options]                      show or choose whether others see that
                                          you look at a room, and that you type
  react <room> <message> [emojis...]      react to a message with emojis,
                                          instead of those before; with none,
                                          not any more
  read [options] <room>                   show what was not read yet in a room,
                                          and take it as read
  remove <room> <member>                  put somebody out; they cannot read
                                          what is said from then on
  rename <room> <nickname>                change what others call you in a room,
                                          for earlier messages too
  revoke <room> <invite>                  make an invite void
  role <room> <member> <role>             give somebody another role: owner,
                                          admin, moderator, member or reader
  save [options] <room> <message> [path]  save a file of a message here; goes on
                                          where an earlier try ended
  say [options] <room> <text...>          say something; returns when it is
                                          safely on the disk. The text - is read
                                          from a pipe
  search [options] [words...]             find messages by their words, in all
                                          rooms or one
  send [options] <room> <file...>         send files into a room, in one
                                          message; returns when they are safely
                                          on the disk
  storage <room>                          show how much of this disk the files
                                          of a room take
  tail [options] <room>                   show the latest messages and then each
                                          new one, until Ctrl-C
  take-over <room>                        have this device sign the order, as an
                                          owner, when the one that did is gone
                                          for ever
  thread [options] <room> <message>       show the thread that a message is in:
                                          what it answers, and all answers
  unarchive <room>                        list a room again
  unban <room> <member>                   let invites admit somebody again
  unmute <room>                           no longer mute a room
  unpin [options] <room> <message>        take a pin off
  upgrade <room>                          ask for the newest format, as the
                                          owner: roles, and people who can be
                                          removed

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
                             (default: any number; 1 in a room of format 1)
  --role <role>              what it makes people, in a room of format 2
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
