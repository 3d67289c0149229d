/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'
import { segmentWords } from './install/segment-words.ts'
import { BrokerErrors } from './broker/broker-errors.ts'
import { LaunchErrors } from './launch/launch-errors.ts'
import { RunsErrors } from './runs/runs-errors.ts'
import { WindowErrors } from './window/window-errors.ts'

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
      `${at.segments.length === 0 ? 'no network' : at.segments.map(segmentWords).join(', ')}; ` +
      (at.peers === 0
        ? 'no peer has it'
        : `${at.peers} ${at.peers === 1 ? 'peer' : 'peers'} found, then silence`),
    hint: 'its author or a seeder has to be online, or any other who has the app',
  },
  APP_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'this profile has no such app',
    hint: 'comice app list shows them; a link installs one, and a folder is named by its path, such as ./app',
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
})

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2)
}

export const PlatformErrors = {
  ...OtherErrors,
  ...BrokerErrors,
  ...LaunchErrors,
  ...RunsErrors,
  ...WindowErrors,
}
