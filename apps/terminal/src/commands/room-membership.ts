/** `comice room create|invite|join|keep`: how rooms come to be, and who is in them. */
import { subscribe } from '@comice/client'
import type { KeepState } from '@comice/host'
import type { Command } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import { DEFAULT_EXPIRES_HOURS } from '../constants.ts'
import { hoursToMs, whole } from '../input/parse-number.ts'
import { readInvite } from '../input/read-invite.ts'
import { formatRoom } from '../output/format.ts'
import { withNode } from '../session/session.ts'

export function addMembership(room: Command): void {
  addCreate(room)
  addInvite(room)
  addJoin(room)
  addKeep(room)
}

function addCreate(room: Command): void {
  room
    .command('create <name>')
    .description('make a room')
    .option('--nickname <name>', 'what others call you in it')
    .action((name: string, { nickname }: { nickname?: string }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const view = await api.rooms.create.mutate({ name, nickname })
        output.result('room', view, formatRoom(view))
      }),
    )
}

function addInvite(room: Command): void {
  room
    .command('invite <room>')
    .description('make an invite, which lets whoever has it into the room')
    .option(
      '--expires <hours>',
      `after how many hours it is void; 0 is never (default: ${DEFAULT_EXPIRES_HOURS})`,
      hoursToMs,
    )
    .option('--uses <count>', 'how many people it may let in; 0 is any number', whole, 1)
    .option('--qr', 'show it as a QR code too')
    .action((name: string, options: { expires?: number; uses: number; qr?: boolean }, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const expiresInMs = options.expires ?? DEFAULT_EXPIRES_HOURS * 3_600_000
        const invite = await api.rooms.invite.mutate({ room: name, expiresInMs, maxUses: options.uses })
        output.note('Whoever has this invite can join. Send it over a channel you trust.')
        if (options.qr === true) output.note(renderUnicodeCompact(invite.text))
        output.result('invite', invite, invite.text)
      }),
    )
}

function addJoin(room: Command): void {
  room
    .command('join [invite]')
    .description('join a room; without an argument the invite is read from a prompt or a pipe')
    .option('--nickname <name>', 'what others call you in it')
    .addHelpText(
      'after',
      '\nAn invite is a secret. As an argument, other users of this machine may see it while the command runs.',
    )
    .action((argument: string | undefined, { nickname }: { nickname?: string }, command: Command) =>
      withNode(command, async ({ api, output, signal, timeoutMs }) => {
        const invite = await readInvite(argument, signal)
        output.note('Looking for a member who is online …')
        const view = await api.rooms.join.mutate({ invite, nickname, timeoutMs }, { signal })
        output.result('room', view, formatRoom(view))
      }),
    )
}

function addKeep(room: Command): void {
  room
    .command('keep <room>')
    .description('ask a seeder to keep a room; returns when it holds everything')
    .requiredOption('--on <key>', 'the seeder’s public key')
    .action((name: string, { on }: { on: string }, command: Command) =>
      withNode(command, async ({ api, output, signal, timeoutMs }) => {
        const wish = { room: name, seeder: on, timeoutMs }
        for await (const progress of subscribe<typeof wish, KeepState>(api.rooms.keep, wish, { signal })) {
          output.result('keep', progress, formatKeep(progress))
        }
      }),
    )
}

function formatKeep({ held, total, done }: KeepState): string {
  return done ? `the seeder holds all ${total} cores` : `the seeder holds ${held} of ${total} cores`
}
