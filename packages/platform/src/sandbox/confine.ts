import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { APP_DISK_BYTES, APP_MEMORY_BYTES, START_LOOK_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { appEnvironment, TEMPORARY_FOLDER } from './app-environment.ts'
import { boundPaths, bubblewrapArguments, type GivenPath, type Visible } from './bubblewrap.ts'
import { detectLayers, type Detected } from './detect-layers.ts'
import { folderSize } from './folder-size.ts'
import {
  CONFINEMENT_TEXT,
  confinementOf,
  withoutLayers,
  type Confinement,
  type Layer,
  type Layers,
} from './layer.ts'
import { withKernelLimits, type Command, type Limits } from './limits.ts'
import { nodeFlags } from './node-flags.ts'
import { syscallFilter } from './syscall-filter.ts'
import { visiblePath } from './visible-path.ts'

/** What is to be confined. Paths are absolute and exist. */
export interface ConfineOptions {
  /** For messages: the app's name, safe to show. */
  readonly app: string
  /** The app's files, read only to it. */
  readonly checkout: string
  /** The file to run, inside the checkout. */
  readonly main: string
  readonly args?: readonly string[]
  /** The app's own folder: all that it may write, and where it starts. */
  readonly files: string
  /** The file that Node loads before the main one, and what else the app may read: the runtime's packages. */
  readonly preload: string
  readonly readable: readonly string[]
  /** What of the user's it may use beside its own folder. */
  readonly given?: readonly GivenPath[]
  readonly memoryBytes?: number
  readonly diskBytes?: number
  /** Another process uses the files folder already: its temporary files stay. */
  readonly joins?: boolean
  /** The least confinement that the user has agreed to. Default `confined`: anything less is refused. */
  readonly accept?: Confinement
  /** Layers to switch off though they are there. */
  readonly without?: readonly Layer[]
  /** Where the inspector listens, for the author's own runs. It needs the network, so bubblewrap is off with it. */
  readonly inspect?: string
  /** The user's environment, of which little is passed on. Default `process.env`. */
  readonly environment?: NodeJS.ProcessEnv
}

/** A command that starts an app behind its layers. It is JSON: who starts it may be another process. */
export interface Confined extends Command {
  /** The whole environment. Whoever starts the command adds nothing to it. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly confinement: Confinement
  readonly layers: Layers
  readonly limits: Limits
  /** What bwrap reads from descriptor 5 (base64), or null. */
  readonly syscallFilter: string | null
  /** What bwrap binds from descriptor 6 on; whoever starts the command opens it. Empty where it binds by path. */
  readonly bound: readonly string[]
  /** The folder that the disk watchdog watches. */
  readonly files: string
}

/**
 * Builds the command for an app, from the inside out: Node with its flags, bubblewrap around it where it works here,
 * a shell with the kernel's limits around that.
 *
 * @throws NOT_CONFINED when the layers amount to less than was agreed to.
 * @throws SANDBOX_PATH_INVALID, SANDBOX_LINK, APP_OUT_OF_DISK for folders that cannot be used.
 */
export async function confine(options: ConfineOptions): Promise<Confined> {
  const detected = await detectLayers()
  const layers = layersFor(options, detected.layers)
  const confinement = confinementOf(layers)
  requireAgreed(options.accept ?? 'confined', confinement, layers)
  const limits = {
    memoryBytes: options.memoryBytes ?? APP_MEMORY_BYTES,
    diskBytes: options.diskBytes ?? APP_DISK_BYTES,
  }
  const visible = await visiblePaths(options)
  await prepareFolder(visible, { options, limits, layers })
  const { command, args } = await buildCommand(options, { detected, layers, limits, visible })
  const users = options.environment ?? process.env
  const bubblewrap = layers.bubblewrap.on ? detected.bubblewrap : null
  return {
    command,
    args,
    env: confinement === 'full' ? definedOf(users) : appEnvironment(visible.writable, users),
    cwd: visible.writable,
    confinement,
    layers,
    limits,
    syscallFilter: bubblewrap?.canFilter === true ? filterText() : null,
    bound: bubblewrap === null ? [] : boundPaths(bubblewrap, visible),
    files: visible.writable,
  }
}

function filterText(): string | null {
  return syscallFilter()?.toString('base64') ?? null
}

/** An inspector listens on the network, and inside bubblewrap there is none to reach it by. */
function layersFor({ without = [], inspect }: ConfineOptions, layers: Layers): Layers {
  return withoutLayers(layers, inspect === undefined ? without : [...without, 'bubblewrap'])
}

const STRENGTH: Readonly<Record<Confinement, number>> = { confined: 2, 'seat-belt': 1, full: 0 }

function requireAgreed(accepted: Confinement, actual: Confinement, layers: Layers): void {
  if (STRENGTH[actual] >= STRENGTH[accepted]) return
  const why = [layers.bubblewrap, layers.permission]
    .flatMap((state) => (state.on ? [] : [state.why]))
    .join('; ')
  throw PlatformErrors.NOT_CONFINED({ confinement: CONFINEMENT_TEXT[actual], why })
}

async function visiblePaths(options: ConfineOptions): Promise<Visible> {
  const { checkout, preload, readable, files, given = [] } = options
  const readOnly = await Promise.all([checkout, preload, ...readable].map(visiblePath))
  return {
    readOnly: [...new Set(readOnly)],
    writable: await visiblePath(files),
    given: await Promise.all(given.map(givenAsItWas)),
  }
}

/** Its path had no links when it was given. One that is there since was put there by somebody else. */
async function givenAsItWas(one: GivenPath): Promise<GivenPath> {
  if ((await visiblePath(one.path)) !== one.path)
    throw PlatformErrors.SANDBOX_PATH_INVALID({ path: one.path })
  return one
}

interface Preparing {
  readonly options: ConfineOptions
  readonly limits: Limits
  readonly layers: Layers
}

/**
 * Empties the folder for temporary files, except for a process that joins others: one run at a time uses a folder. A symbolic link in it is an escape that
 * waits for a run without bubblewrap (Node's permission model follows links that are there), so such a run is refused;
 * the same goes for folders that were given.
 */
async function prepareFolder(
  { writable: files, given }: Visible,
  { options, limits, layers }: Preparing,
): Promise<void> {
  const temporary = join(files, TEMPORARY_FOLDER)
  if (options.joins !== true) await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  const followsLinks = layers.permission.on && !layers.bubblewrap.on
  const { diskBytes } = limits
  // Its user waits for this look; the watchdog's first one, of all of it, comes right after the start.
  const look = { enoughBytes: diskBytes, maxMs: START_LOOK_MS }
  const { bytes, link } = await folderSize(files, followsLinks ? {} : look)
  if (layers.disk.on && bytes > diskBytes)
    throw PlatformErrors.APP_OUT_OF_DISK({ app: options.app, limitBytes: diskBytes })
  if (!followsLinks) return
  const folders = given.filter(({ isFolder }) => isFolder)
  const links = await Promise.all(folders.map(async ({ path }) => (await folderSize(path, {})).link))
  const found = [link, ...links].find((one) => one !== null)
  if (found !== undefined && found !== null) throw PlatformErrors.SANDBOX_LINK({ path: found })
}

interface Building {
  readonly detected: Detected
  readonly layers: Layers
  readonly limits: Limits
  readonly visible: Visible
}

async function buildCommand(options: ConfineOptions, building: Building): Promise<Command> {
  const { detected, layers, limits, visible } = building
  const { image, bubblewrap } = detected
  const flags = nodeFlags({
    visible,
    preload: await visiblePath(options.preload),
    permission: layers.permission.on,
    memoryBytes: layers.memory.on ? limits.memoryBytes : null,
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
  })
  const node = [image.binary, ...flags, await visiblePath(options.main), ...(options.args ?? [])]
  const walls =
    layers.bubblewrap.on && bubblewrap !== null
      ? [bubblewrap.path, ...bubblewrapArguments(bubblewrap, image, visible)]
      : []
  const [command = image.binary, ...args] = [...walls, ...node]
  return withKernelLimits({ command, args }, limitsOn(limits, layers), image)
}

function limitsOn(limits: Limits, layers: Layers): Limits {
  return {
    memoryBytes: layers.memory.on ? limits.memoryBytes : Infinity,
    diskBytes: layers.disk.on ? limits.diskBytes : Infinity,
  }
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
