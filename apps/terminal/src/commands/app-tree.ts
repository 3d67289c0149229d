/** The commands of `comice app`, in the order that an author, then a user meets them. */
import { command, type Command, flag, group, optional, text, withDefault } from '../grammar/command.ts'
import { PATHS, PEERS } from '../grammar/value-kind.ts'

/** `--give` of the commands that run apps. */
export const GIVE = optional<readonly string[]>(
  '<path,…>',
  'files and folders that it may read; with :rw at the end, write',
  PATHS,
)

const LINK = text('<link>', 'the app, instead of the link in the package.json')
const CHANNEL = text('<name>', 'the release line (default: stable)')

const folder: Record<string, Command> = {
  init: command({
    about: 'make a folder with a small app to begin with',
    takes: ['[dir]'],
    options: {
      template: text('<name>', 'terminal or window (default: terminal)'),
      name: text('<name>', 'the app’s name in package.json (default: the folder’s)'),
    },
    after: 'A folder with other files in it keeps them; a file that would be written over stops it.',
    load: async () => (await import('./app-init.ts')).init,
  }),
  dev: command({
    about: 'run an app from its folder, and start it again whenever you save',
    takes: ['[dir]', '[args...]'],
    options: {
      peers: withDefault(['<count>', 'how many people run it, on a network of their own'], PEERS, 1),
      store: text('<folder>', 'keep what they have in this folder, instead of throwing it away'),
      link: text('<path>', 'open it by a link with this path'),
      give: GIVE,
      inspect: flag('let a debugger attach; it prints where'),
    },
    after:
      'What stands after -- goes to the app:  comice app dev --peers 2 -- --verbose\nWith several people, type @bob hello to say hello to bob’s.',
    load: async () => (await import('./app-dev.ts')).dev,
  }),
}

const author: Record<string, Command> = {
  touch: command({
    about: 'make the link of a new app, and write it into the package.json of the folder',
    takes: ['[dir]'],
    options: { new: flag('make another link when there is one') },
    load: async () => (await import('./app-author.ts')).touch,
  }),
  stage: command({
    about: 'put the files of a folder into its app, and show what differs',
    takes: ['[dir]'],
    options: {
      link: LINK,
      'dry-run': flag('only show what would differ'),
      include: optional<readonly string[]>(
        '<path,…>',
        'files that are staged although they look like secrets or are ignored',
        PATHS,
      ),
      channel: text('<name>', 'the line that this is staged for (default: dev)'),
    },
    after: 'Nothing that others run changes by it: that is what "comice app release" does.',
    load: async () => (await import('./app-author.ts')).stage,
  }),
  release: command({
    about: 'make what is staged the version that others run',
    takes: ['[dir]'],
    options: {
      link: LINK,
      channel: CHANNEL,
      as: text('<version>', 'its version (default: what the staged package.json says)'),
      notes: text('<text>', 'what is new (default: what the staged CHANGELOG.md says)'),
    },
    load: async () => (await import('./app-author.ts')).release,
  }),
  rollback: command({
    about: 'make an earlier version the one that others run',
    takes: ['[dir]'],
    options: {
      link: LINK,
      channel: CHANNEL,
      to: text('<version>', 'which (default: the one before the current)'),
      notes: text('<text>', 'why'),
    },
    load: async () => (await import('./app-author.ts')).rollback,
  }),
  seed: command({
    about: 'give an app to whoever asks for it, until Ctrl-C',
    takes: ['[app]'],
    options: {
      on: text('<key>', 'have this seeder do it, later releases too; returns when it holds everything'),
      off: text('<key>', 'no longer have this seeder do it, or with "here" this node'),
    },
    after: 'The node gives what you have released whenever it runs. This command keeps it running.',
    load: async () => (await import('./app-seed.ts')).seed,
  }),
  info: command({
    about: 'show what is known of an app: its channels, releases, and what is installed',
    takes: ['[app]'],
    load: async () => (await import('./app-look.ts')).info,
  }),
  changelog: command({
    about: 'show what its author says of the newest version',
    takes: ['[app]'],
    options: { full: flag('of all versions') },
    load: async () => (await import('./app-look.ts')).changelog,
  }),
  dump: command({
    about: 'write the files of an app into a folder',
    takes: ['<app>', '<dir>'],
    options: {
      checkout: text('<length>', 'this version: a length, "staged", or a channel (default: stable)'),
      'dry-run': flag('only list them'),
    },
    load: async () => (await import('./app-look.ts')).dump,
  }),
}

const user: Record<string, Command> = {
  list: command({
    about: 'list the apps that are installed',
    load: async () => (await import('./app-user.ts')).list,
  }),
  update: command({
    about: 'look for a newer version now, of one app or of all',
    takes: ['[app]'],
    options: {
      'as-it-is': flag('go on after its updates were stopped: take what its author publishes as it is now'),
    },
    load: async () => (await import('./app-user.ts')).update,
  }),
  pin: command({
    about: 'keep an app on the version that it runs',
    takes: ['<app>'],
    load: async () => (await import('./app-user.ts')).pin,
  }),
  unpin: command({
    about: 'let it follow its channel again',
    takes: ['<app>'],
    load: async () => (await import('./app-user.ts')).unpin,
  }),
  alias: command({
    about: 'give an app a name of your own; an empty one takes it away',
    takes: ['<app>', '<name>'],
    load: async () => (await import('./app-user.ts')).alias,
  }),
  permissions: command({
    about: 'show what you allowed an app',
    takes: ['<app>'],
    options: { revoke: flag('take all of it back') },
    load: async () => (await import('./app-permissions.ts')).permissions,
  }),
  storage: group('what an app keeps on this disk', {
    show: command({
      about: 'show where it is, and how much',
      takes: ['<app>'],
      load: async () => (await import('./app-storage.ts')).show,
    }),
    move: command({
      about: 'move it to a folder that does not exist yet',
      takes: ['<app>', '<dir>'],
      load: async () => (await import('./app-storage.ts')).move,
    }),
    reset: command({
      about: 'delete it',
      takes: ['<app>'],
      options: { yes: flag('do not ask') },
      load: async () => (await import('./app-storage.ts')).reset,
    }),
    export: command({
      about: 'copy it to a folder that does not exist yet, to be read there',
      takes: ['<app>', '<dir>'],
      load: async () => (await import('./app-storage.ts')).exportTo,
    }),
  }),
  remove: command({
    about: 'remove an app',
    takes: ['<app>'],
    options: { storage: flag('and everything that it keeps'), yes: flag('do not ask') },
    load: async () => (await import('./app-user.ts')).remove,
  }),
  gc: command({
    about: 'delete versions and blocks that nothing needs any more, of one app or of all',
    takes: ['[app]'],
    load: async () => (await import('./app-user.ts')).gc,
  }),
  ps: command({
    about: 'list the apps that run',
    load: async () => (await import('./app-runs.ts')).ps,
  }),
  stop: command({
    about: 'end an app that runs; it has a moment to put its things in order',
    takes: ['<app>'],
    load: async () => (await import('./app-runs.ts')).stop,
  }),
}

export const APP_COMMANDS: Command = group(
  'apps: init, dev, stage, release, seed; update, permissions, storage',
  { ...folder, ...author, ...user },
  `<app> is a link, an alias, the first 8 characters or more of an app’s key, or the folder that it is staged from.
[dir] and [app] are this folder when they are not given.  To run an app:  comice run <app>`,
)
