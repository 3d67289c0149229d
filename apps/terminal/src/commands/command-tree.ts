/** All commands: what they take, and where what they do is. */
import { DEFAULT_EXPIRES_HOURS, DEFAULT_LAST } from '../constants.ts'
import {
  command,
  type Command,
  flag,
  group,
  optional,
  requiredText,
  text,
  withDefault,
} from '../grammar/command.ts'
import { HOURS, WHOLE } from '../grammar/value-kind.ts'
import { GIVE } from './give-option.ts'
import { SHELLS } from '../quick/shells.ts'
import { APP_COMMANDS } from './app-tree.ts'
import { DRIVE_COMMANDS, MIRROR_COMMAND } from './drive-tree.ts'
import { REMOTE_COMMANDS } from './remote-tree.ts'
import { RECEIVE_COMMAND, SEND_COMMAND, TRANSFER_COMMANDS } from './transfer-tree.ts'

const EXIT_CODES = `Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 refused · 5 out of time · 6 unreachable
            7 in use or conflicting · 8 damaged or newer data · 9 no space · 130 interrupted

Environment: COMICE_HOME folder of all profiles · COMICE_PROFILE · COMICE_PASSPHRASE_FD · NO_COLOR`

const NICKNAME = text('<name>', 'what others call you in it')

const rooms: Record<string, Command> = {
  create: command({
    about: 'make a room',
    takes: ['<name>'],
    options: { nickname: NICKNAME },
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
      uses: withDefault(['<count>', 'how many people it may let in; 0 is any number'], WHOLE, 1),
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
    after: 'Text that begins with a dash goes after --:  comice room say Pears -- "-1 °C today"',
    load: async () => (await import('./room-speaking.ts')).say,
  }),
  rename: command({
    about: 'change what others call you in a room, for earlier messages too',
    takes: ['<room>', '<nickname>'],
    load: async () => (await import('./room-speaking.ts')).rename,
  }),
}

const identity: Record<string, Command> = {
  show: command({
    about: 'show your identity and this device',
    load: async () => (await import('./id.ts')).show,
  }),
  compare: command({
    about: 'show the safety number of you and somebody else, to be compared',
    takes: ['<identity>'],
    load: async () => (await import('./id-compare.ts')).compare,
  }),
  link: command({
    about:
      'show a code that makes one other device a device of yours; with a code, or --here, be that device',
    takes: ['[code]'],
    options: { here: flag('read the code from a prompt or a pipe') },
    load: async () => (await import('./id-link.ts')).link,
  }),
  phrase: command({
    about: 'show the 24 words that are your identity',
    options: { 'yes-show': flag('show them although the output is no terminal') },
    load: async () => (await import('./id-secrets.ts')).phrase,
  }),
  recover: command({
    about: 'make a new profile from your 24 words, read from a prompt or a pipe',
    load: async () => (await import('./id-secrets.ts')).recover,
  }),
  backup: command({
    about: 'write your identity into a file, encrypted by a passphrase',
    takes: ['<file>'],
    load: async () => (await import('./id-secrets.ts')).backup,
  }),
  restore: command({
    about: 'make a new profile from such a file',
    takes: ['<file>'],
    load: async () => (await import('./id-secrets.ts')).restore,
  }),
  lock: command({
    about: 'encrypt the secrets of this profile by a passphrase, or change it',
    after: 'A start of the node then asks for it, or reads it from the descriptor in COMICE_PASSPHRASE_FD.',
    load: async () => (await import('./id-secrets.ts')).lock,
  }),
  unlock: command({
    about: 'take the passphrase away',
    load: async () => (await import('./id-secrets.ts')).unlock,
  }),
}

/** The root: what `comice` alone stands for. Every group has a `help` besides. */
export const COMMAND_TREE: Command = group(
  'Rooms, folders and apps shared between people’s own machines, with no server.',
  {
    room: group(
      'rooms: create, invite, join, say, read',
      rooms,
      '<room> is a room’s name, its id, or the first characters of its id (see "comice room list").',
    ),
    run: command({
      about: 'run an app, from its link, its alias or a folder',
      takes: ['<app>', '[args...]'],
      options: {
        channel: text('<name>', 'the release line to follow (default: stable)'),
        checkout: optional<number>('<length>', 'this version of the app, once', WHOLE),
        store: text('<folder>', 'keep its data in this folder'),
        'tmp-store': flag('keep nothing when it ends'),
        'no-update': flag('do not take an update that was fetched'),
        give: GIVE,
        yes: flag('allow what it asks for, if it runs confined'),
        'no-ask': flag('fail instead of asking'),
        trust: text('<name>', 'allow what needs the app’s name typed'),
      },
      after: 'What stands after -- goes to the app:  comice run pear://… -- --verbose file.txt',
      load: async () => (await import('./run.ts')).run,
    }),
    app: APP_COMMANDS,
    drive: DRIVE_COMMANDS,
    mirror: MIRROR_COMMAND,
    ...REMOTE_COMMANDS,
    send: SEND_COMMAND,
    receive: RECEIVE_COMMAND,
    transfer: TRANSFER_COMMANDS,
    id: group('who you are', identity),
    status: command({
      about: 'show whether the node runs, and what it does',
      load: async () => (await import('./status.ts')).status,
    }),
    stop: command({
      about: 'stop the node of the profile',
      load: async () => (await import('./stop.ts')).stop,
    }),
    doctor: command({
      about: 'look at what usually goes wrong',
      load: async () => (await import('./doctor.ts')).doctor,
    }),
    completion: command({
      about: 'print what makes a shell complete these commands',
      takes: ['<shell>'],
      choices: SHELLS,
      after:
        'bash:  comice completion bash >> ~/.bashrc\nzsh:   comice completion zsh >> ~/.zshrc\nfish:  comice completion fish > ~/.config/fish/completions/comice.fish',
    }),
  },
  EXIT_CODES,
)
