/** The commands that mute people and report messages. They need a room of format 3. */
import { command, type Command, optional, withDefault } from '../grammar/command.ts'
import { HOURS, WHOLE } from '../grammar/value-kind.ts'

const MEMBER = '<member> is a name, an id, or its first characters (see "comice room members").'

export const ROOM_MODERATION_COMMANDS: Record<string, Command> = {
  'mute-member': command({
    about: 'what somebody says from then on is not shown',
    takes: ['<room>', '<member>'],
    options: {
      for: optional<number>(
        '<hours>',
        'how long, by their clock; 0 is until it is taken back (default: 0)',
        HOURS,
      ),
    },
    after: MEMBER,
    load: async () => (await import('./room-moderation.ts')).muteMember,
  }),
  'unmute-member': command({
    about: 'show what somebody says again; what they said meanwhile stays as it is',
    takes: ['<room>', '<member>'],
    after: MEMBER,
    load: async () => (await import('./room-moderation.ts')).unmuteMember,
  }),
  report: command({
    about: 'tell who moderates about a message; nobody else reads which, or why',
    takes: ['<room>', '<message>', '[reason...]'],
    options: { seq: withDefault(['<seq>', 'its number, to find it by'], WHOLE, 0) },
    after: '<message> is its id (see "comice room history --json").',
    load: async () => (await import('./room-moderation.ts')).report,
  }),
  reports: command({
    about: 'list what was reported, as a moderator',
    takes: ['<room>'],
    load: async () => (await import('./room-moderation.ts')).reports,
  }),
  dismiss: command({
    about: 'be done with a report',
    takes: ['<room>', '<report>'],
    after: '<report> is its id (see "comice room reports").',
    load: async () => (await import('./room-moderation.ts')).dismiss,
  }),
}
