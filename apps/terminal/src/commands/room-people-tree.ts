/** The commands that say who is in a room, and what becomes of messages. They need a room of format 2. */
import { command, type Command, withDefault } from '../grammar/command.ts'
import { WHOLE } from '../grammar/value-kind.ts'

const MEMBER = '<member> is a name, an id, or its first characters (see "comice room members").'
const MESSAGE = '<message> is its id (see "comice room history --json").'

const seq = withDefault(['<seq>', 'its number, to find it by'], WHOLE, 0)

export const ROOM_PEOPLE_COMMANDS: Record<string, Command> = {
  invites: command({
    about: 'list the invites of a room',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).invites,
  }),
  revoke: command({
    about: 'make an invite void',
    takes: ['<room>', '<invite>'],
    after: '<invite> is its id (see "comice room invites").',
    load: async () => (await import('./room-people.ts')).revoke,
  }),
  pending: command({
    about: 'list who waits to be let in',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).pending,
  }),
  approve: command({
    about: 'let somebody in who waits',
    takes: ['<room>', '<id>'],
    after: '<id> is the one that "comice room pending" shows.',
    load: async () => (await import('./room-people.ts')).approve,
  }),
  decline: command({
    about: 'send somebody away who waits',
    takes: ['<room>', '<id>'],
    after: '<id> is the one that "comice room pending" shows.',
    load: async () => (await import('./room-people.ts')).decline,
  }),
  role: command({
    about: 'give somebody another role: owner, admin, moderator, member or reader',
    takes: ['<room>', '<member>', '<role>'],
    after: MEMBER,
    load: async () => (await import('./room-people.ts')).setRole,
  }),
  remove: command({
    about: 'put somebody out; they cannot read what is said from then on',
    takes: ['<room>', '<member>'],
    after: MEMBER,
    load: async () => (await import('./room-people.ts')).remove,
  }),
  ban: command({
    about: 'put somebody out whom no invite is to let in again',
    takes: ['<room>', '<member>'],
    after: MEMBER,
    load: async () => (await import('./room-people.ts')).ban,
  }),
  unban: command({
    about: 'let invites admit somebody again',
    takes: ['<room>', '<member>'],
    after: MEMBER,
    load: async () => (await import('./room-people.ts')).unban,
  }),
  leave: command({
    about: 'leave a room; what was said until then stays here',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).leave,
  }),
  former: command({
    about: 'list who left or was removed, with what they wrote after that',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).former,
  }),
  upgrade: command({
    about: 'ask for the newest format, as the owner: roles, and people who can be removed',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).upgrade,
  }),
  'take-over': command({
    about: 'have this device sign the order, as an owner, when the one that did is gone for ever',
    takes: ['<room>'],
    load: async () => (await import('./room-people.ts')).takeOver,
  }),
}

export const ROOM_NOTE_COMMANDS: Record<string, Command> = {
  edit: command({
    about: 'say one of your messages in another way; it is shown as edited',
    takes: ['<room>', '<message>', '<text...>'],
    after: MESSAGE,
    load: async () => (await import('./room-notes.ts')).edit,
  }),
  delete: command({
    about: 'take a message away, for everybody',
    takes: ['<room>', '<message>'],
    after: MESSAGE,
    load: async () => (await import('./room-notes.ts')).deleteMessage,
  }),
  react: command({
    about: 'react to a message with emojis, instead of those before; with none, not any more',
    takes: ['<room>', '<message>', '[emojis...]'],
    after: MESSAGE,
    load: async () => (await import('./room-notes.ts')).react,
  }),
  pin: command({
    about: 'pin a message',
    takes: ['<room>', '<message>'],
    options: { seq },
    after: MESSAGE,
    load: async () => (await import('./room-notes.ts')).pin,
  }),
  unpin: command({
    about: 'take a pin off',
    takes: ['<room>', '<message>'],
    options: { seq },
    after: MESSAGE,
    load: async () => (await import('./room-notes.ts')).unpin,
  }),
  pins: command({
    about: 'show the pinned messages',
    takes: ['<room>'],
    load: async () => (await import('./room-notes.ts')).pins,
  }),
}
