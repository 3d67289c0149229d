import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sanitizeText } from '@comice/protocol'
import { PRELOAD_VARIABLE, type PreloadTask } from '../preload/preload-task.ts'
import { confine, type Confined, type ConfineOptions } from '../sandbox/confine.ts'
import type { Layer } from '../sandbox/layer.ts'
import { mainFile } from './main-file.ts'
import { providedModules } from './provided-modules.ts'

/** What is to be started. */
export interface LaunchOptions extends Omit<ConfineOptions, 'main' | 'preload' | 'readable'> {
  /** The app's name as its author wrote it. */
  readonly app: string
  /** Relative to nothing: absolute. Default: what the app's package.json says. */
  readonly main?: string
  /**
   * What else the app may read and import, for the author's own runs from disk: where the links of its `node_modules`
   * lead to. A checkout has no links and needs none.
   */
  readonly readable?: readonly string[]
  /** Plain Node with everything that the user may do. The user has typed the app's name. */
  readonly full?: boolean
}

/**
 * How to start an app, made by the node and passed as JSON to whoever spawns it: the command line, whose terminal the
 * app gets, or the node itself. See {@link spawnApp}.
 */
export interface LaunchSpec extends Confined {
  /** The app's name, safe to show in a terminal. */
  readonly app: string
  /** Whether the process ends with its starter by a pipe that its preload watches; bubblewrap does it by itself. */
  readonly leash: boolean
}

const FULL_IS_WITHOUT: readonly Layer[] = ['permission', 'memory', 'disk', 'bubblewrap']

const PRELOAD = preloadPath()

/**
 * Prepares a run of an app: finds its main file and the runtime, and puts its layers around it. It makes and empties
 * the folder for temporary files, so it is called once for each run, and one run at a time uses a files folder; the
 * processes that a run adds later say that they join it.
 *
 * @throws APP_MAIN_INVALID, RUNTIME_INCOMPLETE, and what {@link confine} throws.
 */
export async function launchSpec(options: LaunchOptions): Promise<LaunchSpec> {
  const { full = false, readable = [] } = options
  const app = sanitizeText(options.app)
  const checkout = await realpath(options.checkout)
  const provided = providedModules()
  const confined = await confine({
    ...options,
    ...(full ? { accept: 'full', without: FULL_IS_WITHOUT } : {}),
    app,
    checkout,
    main: options.main ?? (await mainFile(checkout)),
    preload: PRELOAD,
    readable: [dirname(PRELOAD), ...readable, ...provided.packages.map(({ folder }) => folder)],
  })
  const { bubblewrap, permission } = confined.layers
  const roots = [checkout, ...(await Promise.all(readable.map((path) => realpath(path))))]
  const leash = !bubblewrap.on
  const task: PreloadTask = { roots, provided, harden: permission.on, isFirst: true, leash }
  return {
    ...confined,
    env: { ...confined.env, [PRELOAD_VARIABLE]: JSON.stringify(task) },
    app,
    leash: task.leash,
  }
}

/** Beside this folder, in the same form as this file: sources while unbuilt, JavaScript when built. */
function preloadPath(): string {
  const here = fileURLToPath(import.meta.url)
  return join(dirname(here), '..', 'preload', here.endsWith('.ts') ? 'preload.ts' : 'preload.js')
}
