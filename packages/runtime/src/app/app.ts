/** What this app is, as the node tells it in the environment. */
import { APP_VARIABLE } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'

/**
 * This app, in this run. Everything is known at once, without waiting; reading any of it outside an app throws
 * NOT_AN_APP.
 *
 * ```ts
 * import { app } from '@comice/runtime'
 *
 * console.log(`${app.name} ${app.version} of ${app.author}, opened at ${app.path}`)
 * ```
 */
export interface App {
  /** The app's key, in z-base-32. */
  readonly key: string
  /** The link it was started by: `pear://…` with its path. */
  readonly link: string
  /** `name` of its package.json. */
  readonly name: string
  /** `version` of its package.json; empty without. */
  readonly version: string
  /** The release line it runs from: `stable`, `next`, `dev`; `local` for one that runs from a folder. */
  readonly channel: string
  /** Length of the app's drive that runs; 0 from a folder. */
  readonly length: number
  /** Fork of the app's drive that runs. */
  readonly fork: number
  /** The identity that signed the release, in z-base-32; null from a folder. */
  readonly author: string | null
  /** What stood behind `--` on the command line. */
  readonly args: readonly string[]
  /** The folder of the verified checkout. Read-only. */
  readonly dir: string
  /** The app's own folder: the only one that it may write to. */
  readonly storage: string
  /** The path of the link, `/` without one. */
  readonly path: string
  /** The layers of confinement that are on, for example `process`, `permission`, `bubblewrap`. */
  readonly layers: readonly string[]
  /** Files and folders of the user's that the app may use where they lie: `comice run --give`. */
  readonly given: readonly GivenPath[]
  /** True when it runs under `comice app dev`. */
  readonly dev: boolean
}

/** Something that the user gave to the app for this run. */
export interface GivenPath {
  readonly path: string
  readonly isFolder: boolean
  readonly isWritable: boolean
}

let known: App | null = null

export const app: App = Object.defineProperties(
  {},
  Object.fromEntries(
    (
      [
        'key',
        'link',
        'name',
        'version',
        'channel',
        'length',
        'fork',
        'author',
        'args',
        'dir',
        'storage',
        'path',
        'layers',
        'given',
        'dev',
      ] as const
    ).map((name) => [name, { enumerable: true, get: () => read()[name] }]),
  ),
) as App

function read(): App {
  if (known !== null) return known
  const text = process.env[APP_VARIABLE]
  if (text === undefined) throw RuntimeErrors.NOT_AN_APP()
  known = Object.freeze(JSON.parse(text)) as App
  return known
}
