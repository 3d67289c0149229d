/** The commands of files in rooms. */
import { command, type Command, flag, optional, text, withDefault } from '../grammar/command.ts'
import { WHOLE } from '../grammar/value-kind.ts'
import { DEFAULT_LISTED_FILES } from '../constants.ts'

const FILE_NUMBER = optional<number>('<number>', 'which of its files, from 1 (default: the first)', WHOLE)
const WHICH = '<message> is its number in "comice room files", or its id.'

export const ROOM_FILE_COMMANDS: Record<string, Command> = {
  send: command({
    about: 'send files into a room, in one message; returns when they are safely on the disk',
    takes: ['<room>', '<file...>'],
    options: { text: text('<text>', 'what to say beside them') },
    after:
      'Others get them from this machine while its node runs, and from the seeders of the room at any time.\nUp to 8 files; more belong into a drive: comice drive --help',
    load: async () => (await import('./room-files.ts')).send,
  }),
  files: command({
    about: 'list the files of a room, and what of them is on this disk',
    takes: ['<room>'],
    options: {
      last: withDefault(['<count>', 'of how many messages, the newest ones'], WHOLE, DEFAULT_LISTED_FILES),
    },
    load: async () => (await import('./room-files.ts')).files,
  }),
  save: command({
    about: 'save a file of a message here; goes on where an earlier try ended',
    takes: ['<room>', '<message>', '[path]'],
    options: { file: FILE_NUMBER, force: flag('replace what is there') },
    after: `${WHICH}\n[path] is a file or a folder; without it, the file comes to stand in this folder.`,
    load: async () => (await import('./room-files.ts')).save,
  }),
  drop: command({
    about: 'take a file of a room off this disk; others keep theirs',
    takes: ['<room>', '<message>'],
    options: { file: FILE_NUMBER },
    after: `${WHICH}\nWhat you sent yourself is gone for everybody who has not got it.`,
    load: async () => (await import('./room-files.ts')).drop,
  }),
  storage: command({
    about: 'show how much of this disk the files of a room take',
    takes: ['<room>'],
    load: async () => (await import('./room-files.ts')).storage,
  }),
}
