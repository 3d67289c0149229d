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
  presence: command({
    about: 'show or choose whether others see that you look at a room, and that you type',
    options: {
      looking: optional<boolean>('<on|off>', 'that you look at a room', ON_OFF),
      typing: optional<boolean>('<on|off>', 'that you type', ON_OFF),
    },
    load: async () => (await import('./room-past.ts')).presence,
  }),
}
