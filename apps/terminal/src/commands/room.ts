/** `comice room …` */
import { followRoom, subscribe } from '@comice/client'
import type { KeepState } from '@comice/host'
import { type Command, InvalidArgumentError } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import { lineChat } from '../chat/line-chat.ts'
import { DEFAULT_LAST } from '../constants.ts'
import { readInvite } from '../input/read-invite.ts'
import { formatMessage, formatRoom, shortKey } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { withNode } from '../session/session.ts'

const ROOM = 'its name, its id, or the beginning of its id'

/** Adds the commands of rooms. */
export function addRoom(program: Command): void {
  const room = program.command('room').description('rooms: create, invite, join, say, read')
  addMembership(room)
  addReading(room)
  addSpeaking(room)
  addKeeping(room)
}

function addMembership(room: Command): void {
  room
    .command('create <name>')
    .description('create a room')
    .option('--nickname <name>', 'what others call you in it')
    .action((name: string, { nickname }: { nickname?: string }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const view = await api.rooms.create.mutate({ name, nickname })
        output.result('room', view, formatRoom(view))
      }),
    )
  room
    .command('invite <room>')
    .description('make an invite to a room')
    .option('--expires <hours>', 'after how many hours it is void', positive, 24 * 7)
    .option('--uses <count>', 'how many people it may let in; 0 is any number', whole, 1)
    .option('--qr', 'show it as a QR code too')
    .action((name: string, options: { expires: number; uses: number; qr?: boolean }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const expiresInMs = Math.round(options.expires * 3_600_000)
        const invite = await api.rooms.invite.mutate({ room: name, expiresInMs, maxUses: options.uses })
        output.note('Whoever has this invite can join. Send it over a channel you trust.')
        if (options.qr === true) output.note(renderUnicodeCompact(invite.text))
        output.result('invite', invite, invite.text)
      }),
    )
  room
    .command('join [invite]')
    .description('join a room; without an argument the invite is read from a prompt or a pipe')
    .option('--nickname <name>', 'what others call you in it')
    .action((argument: string | undefined, { nickname }: { nickname?: string }, command: Command) =>
      withNode(command, async ({ api, output, signal, timeoutMs }) => {
        const invite = await readInvite(argument, signal)
        output.note('Looking for a member who is online …')
        const view = await api.rooms.join.mutate({ invite, nickname, timeoutMs }, { signal })
        output.result('room', view, formatRoom(view))
      }),
    )
}

function addReading(room: Command): void {
  room
    .command('list')
    .description('list your rooms')
    .action((_options: object, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const rooms = await api.rooms.list.query()
        for (const view of rooms) output.result('room', view, formatRoom(view))
        if (rooms.length === 0) output.note('No rooms yet. Create one: comice room create "Pears"')
      }),
    )
  room
    .command('history <room>')
    .description(`show the latest messages of a room (${ROOM})`)
    .option('--last <count>', 'how many', whole, DEFAULT_LAST)
    .option('--before <seq>', 'only those before this sequence number', whole)
    .action((name: string, { last, before }: { last: number; before?: number }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const { messages } = await api.rooms.history.query({ room: name, limit: last, before })
        for (const message of messages) output.result('message', message, formatMessage(message))
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
  room
    .command('tail <room>')
    .description('show the latest messages and then each new one, until Ctrl-C')
    .option('--last <count>', 'how many to begin with', whole, DEFAULT_LAST)
    .action((name: string, { last }: { last: number }, command: Command) =>
      withNode(
        command,
        async ({ api, output, signal }) => {
          for await (const message of followRoom(api, name, { last, signal })) {
            output.result('message', message, formatMessage(message))
          }
        },
        { follow: true },
      ),
    )
}

function addSpeaking(room: Command): void {
  room
    .command('say <room> <text...>')
    .description('say something; returns when it is safely on the disk')
    .action(function (this: Command, name: string, words: string[]) {
      return withNode(this, async ({ api, output }) => {
        const message = await api.rooms.say.mutate({ room: name, text: words.join(' ') })
        output.result('message', message, formatMessage(message))
      })
    })
  room
    .command('rename <room> <nickname>')
    .description('change what others call you in a room')
    .action(function (this: Command, name: string, nickname: string) {
      return withNode(this, async ({ api, output }) => {
        const view = await api.rooms.rename.mutate({ room: name, nickname })
        output.result('room', view, `you are ${view.nickname} now`)
      })
    })
  room
    .command('open <room>')
    .description('chat line by line')
    .option('--last <count>', 'how many messages to begin with', whole, DEFAULT_LAST)
    .action((name: string, { last }: { last: number }, command: Command) =>
      withNode(command, (session) => lineChat(session, { room: name, last }), { follow: true }),
    )
}

function addKeeping(room: Command): void {
  room
    .command('keep <room>')
    .description('ask a seeder to keep a room; returns when it holds everything')
    .requiredOption('--on <key>', 'the seeder’s public key')
    .action((name: string, { on }: { on: string }, command: Command) =>
      withNode(command, async ({ api, output, signal, timeoutMs }) => {
        const input = { room: name, seeder: on, timeoutMs }
        for await (const progress of subscribe<typeof input, KeepState>(api.rooms.keep, input, { signal })) {
          output.result('keep', progress, formatKeep(progress))
        }
      }),
    )
}

function formatMember({ id, name, role, mine }: { id: string; name: string; role: string; mine: boolean }): string {
  return `${peerText(name)}  ${role}  ${shortKey(id)}${mine ? '  (you)' : ''}`
}

function formatKeep({ held, total, done }: KeepState): string {
  return done ? `the seeder holds all ${total} cores` : `the seeder holds ${held} of ${total} cores`
}

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number from 0.')
  return value
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0.')
  return value
}
