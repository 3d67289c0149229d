/** The commands that find what was said, and say what was read. */
import { command, type Command, flag, optional, text, withDefault } from '../grammar/command.ts'
import { MOMENT, ON_OFF, WHOLE } from '../grammar/value-kind.ts'
import { DEFAULT_FOUND } from '../constants.ts'

export const ROOM_PAST_COMMANDS: Record<string, Command> = {
  search: command({
    about: 'find messages by their words, in all rooms or one',
    takes: ['[words...]'],
    options: {
      room: text('<room>', 'only in this one'),
      from: text('<member>', 'only by this person: a name, an id, or its first characters'),
      since: optional<number>(
        '<when>',
        'only from then on, such as 2026-11-28, "2026-11-28 14:00" or 3d',
        MOMENT,
      ),
      'has-file': flag('only messages that bring files; then the words may be left out'),
      until: optional<number>('<when>', 'only before then', MOMENT),
      last: withDefault(['<count>', 'how many, the newest ones'], WHOLE, DEFAULT_FOUND),
    },
    after:
      'All words have to be in a message, or words that begin like them. What stands in "quotes" is found as it is.\nIt searches what is on this disk, in an index of this device alone.',
    load: async () => (await import('./room-past.ts')).search,
  }),
  thread: command({
    about: 'show the thread that a message is in: what it answers, and all answers',
    takes: ['<room>', '<message>'],
    options: { seq: optional<number>('<seq>', 'its number, to find it by', WHOLE) },
    after: '<message> is its id (see "comice room history --json").',
    load: async () => (await import('./room-past.ts')).thread,
  }),
  read: command({
    about: 'show what was not read yet in a room, and take it as read',
    takes: ['<room>'],
    options: { quiet: flag('show nothing, only take it as read') },
    load: async () => (await import('./room-past.ts')).read,
  }),
  export: command({
    about: 'write all that was said in a room as JSON Lines, into a file or to stdout',
    takes: ['<room>', '[file]'],
    options: { force: flag('write over a file that is there') },
    after:
      'The file is there whole, or not at all, and only you may read it.\nIts fields are in docs/guides/exporting-rooms.md.',
    load: async () => (await import('./room-archive.ts')).exportRoom,
  }),
  import: command({
    about: 'say what an exported file says in a room, as said elsewhere: a new room of yours, or another one',
    takes: ['<file>'],
    options: {
      room: text('<room>', 'into this one, where all members see it'),
      name: text('<name>', 'into a new one of this name, also when an earlier run began one'),
      nickname: text('<name>', 'what others call you in a new one'),
      'dry-run': flag('only count'),
    },
    after:
      '<file> is what "room export" wrote; "-" is a pipe. Each message is yours, and tells who said it when, as the file says.\nRun again, it goes on where it was cut, and says nothing twice.',
    load: async () => (await import('./room-archive.ts')).importRoom,
  }),
  archive: command({
    about: 'put a room away: it is listed when a message mentions you, or with --all',
    takes: ['<room>'],
    load: async () => (await import('./room-choices.ts')).archive,
  }),
  unarchive: command({
    about: 'list a room again',
    takes: ['<room>'],
    load: async () => (await import('./room-choices.ts')).unarchive,
  }),
  mute: command({
    about: 'let nothing tell of what is new in a room',
    takes: ['<room>'],
    load: async () => (await import('./room-choices.ts')).mute,
  }),
  unmute: command({
    about: 'no longer mute a room',
    takes: ['<room>'],
    load: async () => (await import('./room-choices.ts')).unmute,
  }),
  forget: command({
    about: 'leave a room, and delete what was said in it from this machine',
    takes: ['<room>'],
    options: {
      yes: flag('do not ask'),
      force: flag('do not leave first, and do not wait until somebody heard of it'),
    },
    after:
      'It waits until a member or a seeder has heard that you left.\nWith --force you stay in the room, and this machine comes back only after somebody has removed you.',
    load: async () => (await import('./room-choices.ts')).forget,
  }),
  presence: command({
    about: 'show or choose whether others see that you look at a room, and that you type',
    options: {
      looking: optional<boolean>('<on|off>', 'that you look at a room', ON_OFF),
      typing: optional<boolean>('<on|off>', 'that you type', ON_OFF),
    },
    load: async () => (await import('./room-past.ts')).presence,
  }),
}
