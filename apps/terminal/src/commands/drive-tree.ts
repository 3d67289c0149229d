/** The commands of `comice drive`: first those about whole drives; those about what is in them are in drive-file-tree.ts. */
import { command, type Command, flag, group, optional, text, withDefault } from '../grammar/command.ts'
import { PATTERNS, PORT } from '../grammar/value-kind.ts'
import { DRIVE_FILE_COMMANDS } from './drive-file-tree.ts'

const YES = flag('do not ask')

const PLACES = `<drive> is a name (see "comice drive list") or a link. <place> is one of these
with a path, and for a name with a version or a tag:
  pears:/docs/a.txt  pears@12:/docs  pears@v1.0:  pear://…/docs
<src> and <dst> may also be folders; those have a slash in them:  ./docs`

/** Also `comice mirror`. */
export const MIRROR_COMMAND: Command = command({
  about: 'make a folder or drive equal to another folder or drive',
  takes: ['<src>', '<dst>'],
  options: {
    live: flag('and again at each change, until Ctrl-C'),
    stay: flag('with --live: return after the first time; the node goes on'),
    'dry-run': flag('show what would be done, and do nothing'),
    delete: flag('remove what the source lacks'),
    yes: flag('remove even more than a tenth of the target'),
    include: optional<readonly string[]>('<pattern,…>', 'only what these rules of gitignore fit', PATTERNS),
    exclude: optional<readonly string[]>('<pattern,…>', 'neither read nor touch these', PATTERNS),
    checksum: flag('compare contents, not size and time'),
    'no-ignore': flag('take what .gitignore and .comiceignore leave out'),
    'empty-folders': flag('take empty folders too'),
    'native-names': flag('write names that only this system can hold'),
    steps: flag('show each file'),
  },
  after: `What only <dst> has stays, unless --delete. Modes, times and links within are kept.

${PLACES}`,
  load: async () => (await import('./mirror.ts')).mirror,
})

const names: Record<string, Command> = {
  create: command({
    about: 'make a drive',
    takes: ['[name]'],
    options: { encrypted: flag('only who has its read key sees names and contents') },
    load: async () => (await import('./drive-names.ts')).create,
  }),
  add: command({
    about: 'give a name to a drive of others; without a link it is read from a prompt or a pipe',
    takes: ['[link]'],
    options: {
      name: text('<name>', 'what it is called here'),
      blind: flag('only keep it for others, without being able to read it'),
    },
    after:
      'A link with a read key is a secret. As an argument, other users of this machine may see it while the command runs.',
    load: async () => (await import('./drive-names.ts')).add,
  }),
  list: command({
    about: 'list the drives of this profile',
    load: async () => (await import('./drive-names.ts')).list,
  }),
  info: command({
    about: 'show what is known of a drive',
    takes: ['<drive>'],
    load: async () => (await import('./drive-names.ts')).info,
  }),
  alias: command({
    about: 'give a drive another name',
    takes: ['<drive>', '<name>'],
    load: async () => (await import('./drive-names.ts')).alias,
  }),
  remove: command({
    about: 'forget a drive’s name; its contents stay on the disk',
    takes: ['<drive>'],
    options: { yes: YES },
    load: async () => (await import('./drive-names.ts')).remove,
  }),
  purge: command({
    about: 'delete a drive from the disk, for ever if it is yours',
    takes: ['<drive>'],
    options: { yes: YES },
    load: async () => (await import('./drive-names.ts')).purge,
  }),
  link: command({
    about: 'print the link of a drive, of a version, or of a path in it',
    takes: ['<place>'],
    options: { 'read-key': flag('with what lets its holder read an encrypted drive') },
    load: async () => (await import('./drive-names.ts')).link,
  }),
}

const keeping: Record<string, Command> = {
  seed: command({
    about: 'give a drive to whoever asks for it; the node stays for that',
    takes: ['<drive>'],
    options: { on: text('<key>', 'have this seeder do it from now on; returns when it holds everything') },
    load: async () => (await import('./drive-keeping.ts')).seed,
  }),
  unseed: command({
    about: 'give it to nobody any more',
    takes: ['<drive>'],
    options: { on: text('<key>', 'this seeder gets no newer versions; what it holds stays there') },
    load: async () => (await import('./drive-keeping.ts')).unseed,
  }),
  download: command({
    about: 'fetch all contents of a place, to have them without peers',
    takes: ['<place>'],
    load: async () => (await import('./drive-keeping.ts')).download,
  }),
  verify: command({
    about: 'hash all that is here against what was signed, and fetch again what is damaged',
    takes: ['<drive>'],
    options: { 'no-repair': flag('only say what is damaged') },
    load: async () => (await import('./drive-keeping.ts')).verify,
  }),
  gc: command({
    about: 'delete contents that only earlier versions have',
    takes: ['<drive>'],
    options: { all: flag('all contents of a drive of others'), yes: YES },
    load: async () => (await import('./drive-keeping.ts')).gc,
  }),
  watch: command({
    about: 'show each change of a drive as it comes, until Ctrl-C',
    takes: ['<drive>'],
    load: async () => (await import('./drive-watch.ts')).watch,
  }),
  serve: command({
    about: 'show a drive to a browser on this machine, until Ctrl-C',
    takes: ['<place>'],
    options: { port: withDefault(['<port>', 'where; 0 is any'], PORT, 0) },
    load: async () => (await import('./drive-serve.ts')).serve,
  }),
  mirror: MIRROR_COMMAND,
  mirrors: command({
    about: 'list the mirrors that go on',
    load: async () => (await import('./mirrors.ts')).mirrors,
  }),
  unmirror: command({
    about: 'end a mirror that goes on',
    takes: ['<id>'],
    load: async () => (await import('./mirrors.ts')).unmirror,
  }),
}

export const DRIVE_COMMANDS: Command = group(
  'drives: shared folders; create, mirror, seed, put, get, ls, history',
  { ...names, ...keeping, ...DRIVE_FILE_COMMANDS },
  PLACES,
)
