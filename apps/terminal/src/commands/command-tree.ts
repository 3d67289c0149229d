/** All commands: what they take, and where what they do is. */
import { command, type Command, flag, group, optional, requiredText, text } from '../grammar/command.ts'
import { WHOLE } from '../grammar/value-kind.ts'
import { SHELLS } from '../quick/shells.ts'
import { APP_COMMANDS, GIVE } from './app-tree.ts'
import { CONTACT_COMMANDS } from './contact-tree.ts'
import { DRIVE_COMMANDS, MIRROR_COMMAND } from './drive-tree.ts'
import { REMOTE_COMMANDS } from './remote-tree.ts'
import { ROOM_COMMANDS } from './room-tree.ts'
import { RECEIVE_COMMAND, SEND_COMMAND, TRANSFER_COMMANDS } from './transfer-tree.ts'

const EXIT_CODES = `Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 refused · 5 out of time · 6 unreachable
            7 in use or conflicting · 8 damaged or newer data · 9 no space · 130 interrupted

Environment: COMICE_HOME folder of all profiles · COMICE_PROFILE · COMICE_PASSPHRASE_FD · NO_COLOR`

const identity: Record<string, Command> = {
  show: command({
    about: 'show your identity and this device',
    load: async () => (await import('./id.ts')).show,
  }),
  compare: command({
    about: 'show the safety number of you and somebody else, to be compared',
    takes: ['<person>'],
    after: '<person> is your name for them (see "comice contact list"), or their identity.',
    load: async () => (await import('./id-compare.ts')).compare,
  }),
  link: command({
    about: 'show a code that makes one other device a device of yours; with --here, be that device',
    options: { here: flag('read the code from a prompt or a pipe') },
    load: async () => (await import('./id-link.ts')).link,
  }),
  devices: command({
    about: 'list your devices',
    load: async () => (await import('./id-devices.ts')).devices,
  }),
  name: command({
    about: 'call this device something else in that list',
    takes: ['<name>'],
    load: async () => (await import('./id-devices.ts')).rename,
  }),
  revoke: command({
    about: 'make a lost device none of yours: it reads and writes nothing that follows',
    takes: ['<device>'],
    after: '<device> is its name, its id, or the first characters of its id (see "comice id devices").',
    load: async () => (await import('./id-devices.ts')).revoke,
  }),
  keep: command({
    about: 'have what your devices share kept by a seeder, so that your 24 words find it again',
    options: { on: requiredText('<key>', 'the seeder’s public key') },
    load: async () => (await import('./id-devices.ts')).keep,
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
    options: { keychain: flag('have the system’s keychain open them, alone or beside a passphrase') },
    after:
      'A start of the node then asks for the passphrase, or reads it from the descriptor in COMICE_PASSPHRASE_FD. The keychain opens it without asking.',
    load: async () => (await import('./id-secrets.ts')).lock,
  }),
  unlock: command({
    about: 'take the lock away',
    options: { keychain: flag('only that the keychain opens it: the passphrase stays') },
    load: async () => (await import('./id-secrets.ts')).unlock,
  }),
}

/** The root: what `comice` alone stands for. Every group has a `help` besides. */
export const COMMAND_TREE: Command = group(
  'Rooms, folders and apps shared between people’s own machines, with no server.',
  {
    room: group(
      'rooms: create, invite, join, say, read, and who is in them',
      ROOM_COMMANDS,
      '<room> is a room’s name, its id, or the first characters of its id (see "comice room list").',
    ),
    tui: command({
      about: 'rooms on the full screen; what comice alone does in a terminal',
      load: async () => (await import('./tui.ts')).tui,
    }),
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
    contact: CONTACT_COMMANDS,
    status: command({
      about: 'show whether the node runs, and what it does',
      load: async () => (await import('./status.ts')).status,
    }),
    stop: command({
      about: 'stop the node of the profile',
      load: async () => (await import('./stop.ts')).stop,
    }),
    doctor: command({
      about: 'look at what usually goes wrong, here or on the way to another machine',
      takes: ['[peer]'],
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
