/** The commands of rooms: what they take, and where what they do is. */
import { DEFAULT_EXPIRES_HOURS, DEFAULT_LAST } from '../constants.ts'
import { command, type Command, flag, optional, requiredText, text, withDefault } from '../grammar/command.ts'
import {
  FORMAT,
  HOURS,
  type MemberRole,
  MOMENT,
  NAMES,
  ROLE,
  ROOM_KIND,
  type RoomFormat,
  type RoomKind,
  WHOLE,
} from '../grammar/value-kind.ts'
import { ROOM_FILE_COMMANDS } from './room-files-tree.ts'
import { ROOM_MODERATION_COMMANDS } from './room-moderation-tree.ts'
import { ROOM_PAST_COMMANDS } from './room-past-tree.ts'
import { ROOM_NOTE_COMMANDS, ROOM_PEOPLE_COMMANDS } from './room-people-tree.ts'

const NICKNAME = text('<name>', 'what others call you in it')

export const ROOM_COMMANDS: Record<string, Command> = {
  create: command({
    about: 'make a room',
    takes: ['<name>'],
    options: {
      nickname: NICKNAME,
      format: optional<RoomFormat>(
        '<1|2|3>',
        'its format; 1 and 2 are for members with an older Comice (default: 3)',
        FORMAT,
      ),
      kind: optional<RoomKind>(
        '<kind>',
        'what it is for, from format 2 on: group, direct or broadcast',
        ROOM_KIND,
      ),
    },
    load: async () => (await import('./room-membership.ts')).create,
  }),
  invite: command({
    about: 'make an invite, which lets whoever has it into the room',
    takes: ['<room>'],
    options: {
      expires: optional<number>(
        '<hours>',
        `after how many hours it is void; 0 is never (default: ${DEFAULT_EXPIRES_HOURS})`,
        HOURS,
      ),
      uses: optional<number>(
        '<count>',
        'how many people it may let in; 0 is any number (default: any number; 1 in a room of format 1)',
        WHOLE,
      ),
      role: optional<MemberRole>('<role>', 'what it makes people, from format 2 on', ROLE),
      approval: flag('whoever comes in by it waits until a moderator approves them'),
      qr: flag('show it as a QR code too'),
    },
    load: async () => (await import('./room-membership.ts')).invite,
  }),
  join: command({
    about: 'join a room; without an argument the invite is read from a prompt or a pipe',
    takes: ['[invite]'],
    options: { nickname: NICKNAME },
    after:
      'An invite is a secret. As an argument, other users of this machine may see it while the command runs.',
    load: async () => (await import('./room-membership.ts')).join,
  }),
  keep: command({
    about: 'ask a seeder to keep a room; returns when it holds everything',
    takes: ['<room>'],
    options: { on: requiredText('<key>', 'the seeder’s public key') },
    load: async () => (await import('./room-membership.ts')).keep,
  }),
  list: command({
    about: 'list your rooms',
    options: { all: flag('those that are archived too') },
    load: async () => (await import('./room-reading.ts')).list,
  }),
  members: command({
    about: 'list who is in a room',
    takes: ['<room>'],
    load: async () => (await import('./room-reading.ts')).members,
  }),
  history: command({
    about: 'show the latest messages of a room',
    takes: ['<room>'],
    options: {
      last: withDefault(['<count>', 'how many'], WHOLE, DEFAULT_LAST),
      before: optional<number>('<seq>', 'only those before this sequence number (see --json)', WHOLE),
      since: optional<number>('<when>', 'those from then on, such as 2026-11-28 or 3d', MOMENT),
    },
    load: async () => (await import('./room-reading.ts')).history,
  }),
  tail: command({
    about: 'show the latest messages and then each new one, until Ctrl-C',
    takes: ['<room>'],
    options: {
      last: withDefault(['<count>', 'how many to begin with'], WHOLE, DEFAULT_LAST),
      count: optional<number>('<count>', 'end after that many', WHOLE),
    },
    load: async () => (await import('./room-reading.ts')).tail,
  }),
  open: command({
    about: 'chat line by line; /help there lists what can be done',
    takes: ['<room>'],
    options: { last: withDefault(['<count>', 'how many messages to begin with'], WHOLE, DEFAULT_LAST) },
    load: async () => (await import('./room-open.ts')).open,
  }),
  say: command({
    about: 'say something; returns when it is safely on the disk. The text - is read from a pipe',
    takes: ['<room>', '<text...>'],
    options: {
      'reply-to': text('<message>', 'the id of the message that it answers (see --json)'),
      'reply-seq': withDefault(['<seq>', 'the number of that message, to find it by'], WHOLE, 0),
      mention: optional<readonly string[]>('<member,…>', 'people it mentions', NAMES),
    },
    after: 'Text that begins with a dash goes after --:  comice room say Pears -- "-1 °C today"',
    load: async () => (await import('./room-speaking.ts')).say,
  }),
  forward: command({
    about: 'say in another room what was said in one, with its files; returns when it is safely on the disk',
    takes: ['<room>', '<message>', '<to>'],
    after:
      '<message> is its number in "comice room history --json", or its id; <to> is the other room.\nWho said it is not told there, nor when, nor what it answered.',
    load: async () => (await import('./room-forward.ts')).forward,
  }),
  rename: command({
    about: 'change what others call you in a room, for earlier messages too',
    takes: ['<room>', '<nickname>'],
    load: async () => (await import('./room-speaking.ts')).rename,
  }),
  ...ROOM_FILE_COMMANDS,
  ...ROOM_PAST_COMMANDS,
  ...ROOM_PEOPLE_COMMANDS,
  ...ROOM_MODERATION_COMMANDS,
  ...ROOM_NOTE_COMMANDS,
}
