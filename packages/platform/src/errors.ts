/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'
import { BrokerErrors } from './broker/broker-errors.ts'

const OtherErrors = defineErrors({
  // drives and releases
  APP_KEY_INVALID: {
    exit: ExitCode.Usage,
    message: ({ bytes }: { bytes: number }) => `the key of an app has 32 bytes, not ${bytes}`,
    hint: 'take it from a pear:// link',
  },
  /** Only the profile that made an app can write it. */
  APP_NOT_OURS: {
    exit: ExitCode.Refused,
    message: ({ app }: { app: string }) => `this profile cannot write the app ${app}`,
    hint: 'use the profile that made it, or make an app of your own (comice app touch)',
  },
  /** Writing on would sign a second history of the core, which ends it for everybody. */
  APP_ROLLED_BACK: {
    exit: ExitCode.BadData,
    message: ({ expected, found }: { expected: number; found: number }) =>
      `this profile is older than the app: others have ${expected} blocks of it, this profile has ${found}`,
    hint: 'it comes from a backup: keep the peers that have the app online, and try again when it has caught up',
  },
  RELEASE_EMPTY: {
    exit: ExitCode.Usage,
    message: ({ app }: { app: string }) => `nothing is staged in ${app} yet`,
    hint: 'stage it first (comice app stage)',
  },
  RELEASE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be released: ${reason}`,
    hint: 'a channel is a short lower-case name, a version is one of semver, such as 1.2.0',
  },
  RELEASE_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ wanted, channel }: { wanted: string; channel: string }) =>
      `there is no ${wanted} on the channel ${channel}`,
    hint: 'comice app info lists the releases',
  },
  /** A log that is damaged, or written by something else than this program. */
  RELEASE_LOG_BROKEN: {
    exit: ExitCode.BadData,
    message: ({ code, seq }: { code: string; seq: number }) =>
      `the log of releases is broken at number ${seq}: ${code}`,
    hint: 'nothing was written; a new app (comice app touch) starts a new log',
  },
  RELEASES_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `an app has at most ${limit} releases`,
    hint: 'go on with a new app (comice app touch)',
  },

  // an author's folder
  /** A folder that is no app: it has no package.json, or one that cannot be used. */
  PROJECT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this folder is not an app: ${reason}`,
    hint: 'comice app init makes one',
  },
  DEPENDENCY_MISSING: {
    exit: ExitCode.NotFound,
    message: ({ name, others }: { name: string; others: number }) =>
      `the app needs ${name}${others === 0 ? '' : ` and ${others} more packages`}, which is not installed`,
    hint: 'install its dependencies (npm install); for Yarn, with nodeLinker: node-modules',
  },
  /** No folder without links can hold what is installed. */
  DEPENDENCY_CIRCLE: {
    exit: ExitCode.Usage,
    message: ({ name, inside }: { name: string; inside: string }) =>
      `${name} is needed in a circle of several versions, below ${inside}`,
    hint: 'update the packages so that one version of each will do (overrides in package.json), or bundle the app',
  },

  // stage
  /** Files that must not be published, or could not be used by who gets them. Nothing was written. */
  STAGE_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ files, more }: { files: readonly string[]; more: number }) =>
      `these files cannot be staged: ${files.join(' · ')}${more === 0 ? '' : ` · and ${more} more`}`,
    hint: 'leave them out with .comiceignore; what only looks like a secret is staged when it is named with --include',
  },
  STAGE_CHANGED: {
    exit: ExitCode.Conflict,
    message: ({ path }: { path: string }) => `${path} changed while it was staged`,
    hint: 'nothing of the new version is visible; stage again when nothing writes to the folder',
  },

  // author
  /** The blocks of the older version are not what was released: the drive was cut since. */
  RELEASE_GONE: {
    exit: ExitCode.BadData,
    message: ({ version, verdict }: { version: string; verdict: string }) =>
      `version ${version} is no longer in the drive as it was released (${verdict})`,
    hint: 'stage it again and release it',
  },
  DUMP_TARGET: {
    exit: ExitCode.Usage,
    message: ({ dir, reason }: { dir: string; reason: string }) => `${dir} cannot be written to: ${reason}`,
    hint: 'name a folder that is empty or does not exist yet',
  },
  DUMP_NOTHING: {
    exit: ExitCode.NotFound,
    message: ({ path }: { path: string }) => `the app has no files below ${JSON.stringify(path)}`,
    hint: 'try it with --dry-run and without a path to see what there is',
  },

  // template and dev
  TEMPLATE_UNKNOWN: {
    exit: ExitCode.Usage,
    message: ({ template }: { template: string; known: readonly string[] }) =>
      `there is no template ${JSON.stringify(template)}`,
    expected: ({ known }: { known: readonly string[] }) => `one of ${known.join(', ')}`,
  },
  APP_NAME_INVALID: {
    exit: ExitCode.Usage,
    message: ({ name }: { name: string }) => `an app cannot be called ${JSON.stringify(name)}`,
    expected: 'a name that npm takes: lower case, such as my-app or @me/my-app',
    hint: 'choose another with --name',
  },
  /** The folder has files of the same names. Nothing was written. */
  TEMPLATE_CONFLICT: {
    exit: ExitCode.Conflict,
    message: ({ dir, files }: { dir: string; files: readonly string[] }) =>
      `${dir} has ${files.join(', ')} already`,
    hint: 'name a folder that is empty or does not exist yet',
  },
  /** The system gives no more watchers; on Linux they are counted for each user. */
  FOLDER_NOT_WATCHED: {
    exit: ExitCode.Failed,
    message: ({ folder }: { folder: string }) => `${folder} cannot be watched for changes`,
    hint: 'leave folders that are not part of the app out with .comiceignore, or raise fs.inotify.max_user_watches',
  },

  // permission

  PERMISSIONS_INVALID: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `"pear.permissions" cannot be used: ${reason}`,
    expected: '{ "net": ["https://…"], "fs": ["pick"], "topics": ["<key>"], "full": false }, each optional',
    hint: 'if it is your app, correct its package.json; if not, ask its author, or update Comice',
  },

  // checkout

  /** The version is larger than anything this program puts on a disk; nothing was written. */
  CHECKOUT_TOO_LARGE: {
    exit: ExitCode.Refused,
    message: ({ what, max }: { what: 'files' | 'bytes'; max: number }) =>
      `this version of the app has more than ${max} ${what}`,
    hint: 'nothing of it was written',
  },
  /** The drive is not what its author's tools write. The version is not used. */
  DRIVE_DAMAGED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the app's drive is damaged: ${reason}`,
    hint: 'tell its author; a version that you already have goes on running',
  },
  CHECKOUT_NO_SPACE: {
    exit: ExitCode.NoSpace,
    message: ({ dir, needBytes, freeBytes }: { dir: string; needBytes: number; freeBytes: number | null }) =>
      `no space for this version of the app in ${dir}: it needs ${mebibytes(needBytes)} MiB` +
      (freeBytes === null ? '' : `, ${mebibytes(freeBytes)} MiB are free`),
    hint: 'free some space and try again; what was fetched is kept',
  },
  CHECKOUT_ABORTED: {
    exit: ExitCode.Interrupted,
    message: () => 'fetching the app was stopped',
    hint: 'try again; what was fetched is kept',
  },

  // install and update

  /** Nobody who has the app answered, or everybody fell silent. */
  APP_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: (at: { app: string; segments: string[]; peers: number; waitedMs: number }) =>
      `nobody sent the app ${at.app} within ${(at.waitedMs / 1000).toFixed(1)} s: asked on ` +
      `${at.segments.length === 0 ? 'no network' : at.segments.join(', ')}; ` +
      (at.peers === 0
        ? 'no peer has it'
        : `${at.peers} ${at.peers === 1 ? 'peer' : 'peers'} found, then silence`),
    hint: 'its author or a seeder has to be online, or any other who has the app',
  },
  APP_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'this profile has no such app',
    hint: 'comice app list shows them; a link installs one',
  },
  APP_AMBIGUOUS: {
    exit: ExitCode.Usage,
    message: ({ matches }: { matches: number }) => `${matches} apps fit`,
    expected: 'one app',
    hint: 'give its whole key, or more of it',
  },
  APP_ALIAS_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ alias }: { alias: string }) => `another app is already called ${JSON.stringify(alias)}`,
    hint: 'choose another name',
  },
  /** The author has released nothing that could run, on this channel or at all. */
  APP_NOT_RELEASED: {
    exit: ExitCode.NotFound,
    message: ({ what }: { what: string }) => `the app has no version to run: ${what}`,
    hint: 'choose another --channel, or a version with --checkout',
  },
  /** What is there is not what the link or the author's signature names. */
  APP_VERSION_REFUSED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string; cause: string }) =>
      `this version of the app is not what it claims to be: ${reason}`,
    hint: 'a version that you already have goes on running; ask the author before you try again',
  },
  APP_IN_USE: {
    exit: ExitCode.Conflict,
    message: () => 'the app is running',
    hint: 'close it first',
  },

  // storage

  APP_STORAGE_TARGET: {
    exit: ExitCode.Usage,
    message: ({ dir, reason }: { dir: string; reason: string }) => `${dir} cannot be used: ${reason}`,
    hint: 'name a folder that does not exist yet, outside of the profile',
  },
  APP_STORAGE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'the app has no such storage',
    hint: 'comice app storage shows what there is',
  },

  // sandbox

  /** No layer of the operating system holds the app here, and nobody has agreed to run it without. */
  NOT_CONFINED: {
    exit: ExitCode.Refused,
    message: ({ confinement, why }: { confinement: string; why: string }) => `${confinement}: ${why}`,
    hint: 'install bubblewrap (sudo apt-get install -y bubblewrap), or agree to run the app without',
  },
  /** A path that Node's permission model or bubblewrap would read as something else. */
  SANDBOX_PATH_INVALID: {
    exit: ExitCode.Usage,
    message: ({ path }: { path: string }) => `an app cannot be given the path ${JSON.stringify(path)}`,
    expected: 'an existing absolute path without asterisks and control characters',
  },
  /** The files folder holds a symbolic link, which Node's permission model alone would follow out of it. */
  SANDBOX_LINK: {
    exit: ExitCode.Refused,
    message: ({ path }: { path: string }) =>
      `the app's folder holds a symbolic link: ${JSON.stringify(path)}`,
    hint: 'remove the link, or install bubblewrap',
  },

  // run

  /** The app's main file is missing, or stands outside of the app. */
  APP_MAIN_INVALID: {
    exit: ExitCode.BadData,
    message: ({ main }: { main: string }) => `the app has no main file ${JSON.stringify(main)}`,
    expected: 'a file inside the app, named by "main" in its package.json',
  },
  /** The app was ended because it used more memory than it may. */
  APP_OUT_OF_MEMORY: {
    exit: ExitCode.Failed,
    message: ({ app, limitBytes }: { app: string; limitBytes: number }) =>
      `${app} used more than ${Math.floor(limitBytes / 2 ** 20)} MiB of memory and was ended`,
  },
  /** The app was ended, or not started, because its folder holds more than it may. */
  APP_OUT_OF_DISK: {
    exit: ExitCode.NoSpace,
    message: ({ app, limitBytes }: { app: string; limitBytes: number }) =>
      `the folder of ${app} holds more than ${Math.floor(limitBytes / 2 ** 20)} MiB`,
    hint: 'comice app storage shows what it holds, and empties it',
  },
  /** The app ended before it had started. */
  APP_FAILED_TO_START: {
    exit: ExitCode.Failed,
    message: ({ app, how }: { app: string; how: string }) => `${app} did not start: ${how}`,
  },
  /** The app was ended by a signal that was not ours. */
  APP_KILLED: {
    exit: ExitCode.Failed,
    message: ({ app, signal }: { app: string; signal: string }) => `${app} was ended by ${signal}`,
  },
  /** A package that the runtime needs is not installed. */
  RUNTIME_INCOMPLETE: {
    exit: ExitCode.BadData,
    message: ({ name }: { name: string }) => `the package ${name} of the runtime cannot be found`,
    hint: 'install Comice again',
  },

  // ---- window ----
  /** The page that the window would show is not among the app's files. */
  WINDOW_PAGE_MISSING: {
    exit: ExitCode.BadData,
    message: ({ page }: { page: string }) => `the app has no page ${page}`,
    hint: 'ask its author; the page of a window app is index.html unless its package.json says otherwise',
  },
  /** A permitted origin that cannot stand in a page's policy. */
  WINDOW_ORIGIN_INVALID: {
    exit: ExitCode.BadData,
    message: () => 'a permitted origin is not https://host, or http:// with a loopback address',
    hint: 'ask the app’s author',
  },
  /** A request for another host: another app's window, or a name that was pointed at loopback. */
  WINDOW_HOST_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this address belongs to another app, or to none',
    hint: 'open the app with Comice',
  },
  /** A request that the app's own page did not make. */
  WINDOW_CALLER_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'only the app’s own page may ask for this',
    hint: 'open the app with Comice',
  },
  WINDOW_CODE_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this code was used already or has expired',
    hint: 'close the window and open the app again',
  },
  WINDOW_METHOD_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'an app’s files can only be read',
    expected: 'GET or HEAD',
  },
  WINDOW_FILE_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'the app has no such file',
  },
  WINDOW_BUSY: {
    exit: ExitCode.Refused,
    message: ({ limit }: { limit: number }) => `the app has ${limit} open pages already`,
    hint: 'close some',
  },
  /** An app's HTML or TypeScript that cannot be served. */
  PAGE_SOURCE_INVALID: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `this source cannot be served: ${reason}`,
    hint: 'compile it before it is staged, or use only types that can be erased',
  },

  // ---- runs ----
  RUN_IN_USE: {
    exit: ExitCode.Conflict,
    message: () => 'another run of this app uses the same storage',
    hint: 'end it first, or give this one storage of its own with --store',
  },
  /** The run has ended, its ticket was used, or it waited too long. */
  RUN_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: () => 'this run is not, or no longer, known',
    hint: 'start the app again',
  },
  /** A terminal app is started by whoever has the terminal. */
  RUN_NOT_A_WINDOW: {
    exit: ExitCode.Usage,
    message: ({ app }: { app: string }) => `${app} is no window app`,
    hint: 'start it in a terminal with: comice run',
  },
  QUESTION_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: () => 'this question was answered already, or waited too long',
    hint: 'start the app again',
  },
  CONSENT_NOT_TYPED: {
    exit: ExitCode.Refused,
    message: ({ name }: { name: string }) => `the app’s name, ${name}, was not typed`,
    hint: 'type it to let the app run, if you trust whoever made it',
  },
})

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2)
}

export const PlatformErrors = { ...OtherErrors, ...BrokerErrors }
