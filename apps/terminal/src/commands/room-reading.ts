/** `comice room list|members|history|tail|open`: what there is to read. */
import { followRoom } from '@comice/client'
import type { Command } from 'commander'
import { DEFAULT_LAST } from '../constants.ts'
import { whole } from '../input/parse-number.ts'
import { formatMember, formatRoom } from '../output/format.ts'
import { Transcript } from '../output/transcript.ts'
import { readHistory } from '../session/read-history.ts'
import { withNode } from '../session/session.ts'

export function addReading(room: Command): void {
  addLists(room)
  addHistory(room)
  addTail(room)
  addOpen(room)
}

function addLists(room: Command): void {
  room
    .command('list')
    .description('list your rooms')
    .action((_options: object, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const rooms = await api.rooms.list.query()
        for (const view of rooms) output.result('room', view, formatRoom(view))
        if (rooms.length === 0) output.note('No rooms yet. Make one: comice room create "Pears"')
      }),
    )
  room
    .command('members <room>')
    .description('list who is in a room')
    .action((name: string, _options: object, command: Command) =>
      withNode(command, async ({ api, output }) => {
        for (const member of await api.rooms.members.query({ room: name })) {
          output.result('member', member, formatMember(member))
        }
      }),
    )
}

function addHistory(room: Command): void {
  room
    .command('history <room>')
    .description('show the latest messages of a room')
    .option('--last <count>', 'how many', whole, DEFAULT_LAST)
    .option('--before <seq>', 'only those before this sequence number (see --json)', whole)
    .action((name: string, { last, before }: { last: number; before?: number }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const transcript = new Transcript()
        for (const message of await readHistory(api, { room: name, last, before })) {
          output.result('message', message, transcript.lines(message))
        }
      }),
    )
}

function addTail(room: Command): void {
  room
    .command('tail <room>')
    .description('show the latest messages and then each new one, until Ctrl-C')
    .option('--last <count>', 'how many to begin with', whole, DEFAULT_LAST)
    .option('--count <count>', 'end after that many', whole)
    .action((name: string, { last, count = Infinity }: { last: number; count?: number }, command: Command) =>
      withNode(
        command,
        async ({ api, output, signal }) => {
          const transcript = new Transcript()
          let shown = 0
          for await (const message of followRoom(api, name, { last, signal })) {
            output.result('message', message, transcript.lines(message))
            if ((shown += 1) >= count) return
          }
        },
        { follow: true },
      ),
    )
}

function addOpen(room: Command): void {
  room
    .command('open <room>')
    .description('chat line by line; /help there lists what can be done')
    .option('--last <count>', 'how many messages to begin with', whole, DEFAULT_LAST)
    .action(async (name: string, { last }: { last: number }, command: Command) => {
      const { lineChat } = await import('../chat/line-chat.ts')
      await withNode(command, (session) => lineChat(session, { room: name, last }), { follow: true })
    })
}
