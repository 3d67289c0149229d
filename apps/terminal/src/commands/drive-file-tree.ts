/** The commands of `comice drive` about what is in a drive, and what it was. */
import { command, type Command, flag, optional } from '../grammar/command.ts'
import { WHOLE } from '../grammar/value-kind.ts'

const FORCE = flag('replace what is there')
const RECURSIVE = flag('a folder, with all below it', 'r')
const NATIVE_NAMES = flag('write names that only this system can hold')
const LIMIT = optional<number>('<count>', 'at most that many', WHOLE)

const files: Record<string, Command> = {
  ls: command({
    about: 'list what is in a drive',
    takes: ['<place>'],
    options: { recursive: flag('with all below it', 'r'), long: flag('with modes, sizes and times', 'l') },
    load: async () => (await import('./drive-reading.ts')).ls,
  }),
  cat: command({
    about: 'print a file',
    takes: ['<place>'],
    load: async () => (await import('./drive-files.ts')).cat,
  }),
  put: command({
    about: 'write a file or folder of this disk into a drive; - is a pipe',
    takes: ['<file>', '<place>'],
    options: { force: FORCE },
    load: async () => (await import('./drive-files.ts')).put,
  }),
  get: command({
    about: 'write a file or folder of a drive to this disk',
    takes: ['<place>', '[file]'],
    options: { force: FORCE, 'native-names': NATIVE_NAMES },
    load: async () => (await import('./drive-files.ts')).get,
  }),
  cp: command({
    about: 'copy within a drive, or into another; within one it takes no space',
    takes: ['<from>', '<to>'],
    options: { recursive: RECURSIVE, force: FORCE },
    load: async () => (await import('./drive-files.ts')).cp,
  }),
  mv: command({
    about: 'move a file or folder within a drive',
    takes: ['<from>', '<to>'],
    options: { force: FORCE },
    load: async () => (await import('./drive-files.ts')).mv,
  }),
  rm: command({
    about: 'remove a file; earlier versions still have it',
    takes: ['<place>'],
    options: { recursive: RECURSIVE },
    load: async () => (await import('./drive-files.ts')).rm,
  }),
  find: command({
    about: 'list what fits a pattern with *, ** and ?',
    takes: ['<place>', '<pattern>'],
    options: { long: flag('with modes, sizes and times', 'l') },
    load: async () => (await import('./drive-reading.ts')).find,
  }),
  du: command({
    about: 'show how much is in each folder',
    takes: ['<place>'],
    load: async () => (await import('./drive-reading.ts')).du,
  }),
  stat: command({
    about: 'show what is known of a file or folder',
    takes: ['<place>'],
    load: async () => (await import('./drive-reading.ts')).stat,
  }),
}

const versions: Record<string, Command> = {
  history: command({
    about: 'list the versions of a drive, the newest first',
    takes: ['<drive>'],
    options: { limit: LIMIT },
    load: async () => (await import('./drive-versions.ts')).history,
  }),
  diff: command({
    about: 'show what differs from an earlier version',
    takes: ['<place>'],
    options: {
      from: optional<number>('<version>', 'which one (default: the one before)', WHOLE),
    },
    load: async () => (await import('./drive-versions.ts')).diff,
  }),
  checkout: command({
    about: 'write a version into a folder that is empty or not there',
    takes: ['<place>', '<dir>'],
    options: { 'native-names': NATIVE_NAMES },
    after: 'The place names the version:  comice drive checkout pears@12: ./before',
    load: async () => (await import('./drive-versions.ts')).checkout,
  }),
  restore: command({
    about: 'make a drive, or a path in it, what it was at a version; that is a new version',
    takes: ['<place>'],
    options: {
      'dry-run': flag('show what would be done, and do nothing'),
      yes: flag('even if it removes much'),
    },
    after: 'The place names the version:  comice drive restore pears@12:/docs',
    load: async () => (await import('./drive-versions.ts')).restore,
  }),
  tag: command({
    about: 'name the newest version, or the one that the place names; without a tag list them',
    takes: ['<place>', '[tag]'],
    options: { remove: flag('take the name away') },
    load: async () => (await import('./drive-versions.ts')).tag,
  }),
}

const archives: Record<string, Command> = {
  export: command({
    about: 'write a tar archive; - is a pipe',
    takes: ['<place>', '<file>'],
    options: { force: FORCE },
    load: async () => (await import('./drive-tar.ts')).exportTo,
  }),
  import: command({
    about: 'put what a tar archive holds into a drive; - is a pipe',
    takes: ['<file>', '<place>'],
    load: async () => (await import('./drive-tar.ts')).importFrom,
  }),
}

export const DRIVE_FILE_COMMANDS: Record<string, Command> = { ...files, ...versions, ...archives }
