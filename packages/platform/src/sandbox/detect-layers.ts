import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { PROBE_TIMEOUT_MS } from '../constants.ts'
import { bubblewrapProbe, type Bubblewrap } from './bubblewrap.ts'
import type { Layers, LayerState } from './layer.ts'
import { nodeImage, type NodeImage } from './node-image.ts'
import { syscallFilter } from './syscall-filter.ts'

/** What this machine can do, found by trying. */
export interface Detected {
  readonly layers: Layers
  readonly image: NodeImage
  /** Null where there is no sandbox that works. */
  readonly bubblewrap: Bubblewrap | null
}

const run = promisify(execFile)

let found: Promise<Detected> | undefined

/**
 * Which layers are on here. The first call starts Node twice, once of it inside a real sandbox (about 0.1 s); what it
 * finds is kept for the life of the process. Never rejects for a layer that is missing: that is an answer.
 */
export async function detectLayers(): Promise<Detected> {
  found ??= detect()
  return found
}

async function detect(): Promise<Detected> {
  const image = await nodeImage()
  const bubblewrap = await probeBubblewrap(image)
  return {
    image,
    bubblewrap: 'path' in bubblewrap ? bubblewrap : null,
    layers: {
      process: { on: true, how: 'a process of its own, with an environment made from nothing' },
      permission: permissionState(),
      memory: memoryState(),
      disk: diskState(),
      bubblewrap:
        'path' in bubblewrap ? { on: true, how: describe(bubblewrap) } : { on: false, why: bubblewrap.why },
    },
  }
}

function describe({ path, canFilter }: Bubblewrap): string {
  return canFilter ? `${path}, with a filter of system calls` : `${path}, without a filter of system calls`
}

/** Before Node 25 the permission model let every program use the network. */
function permissionState(): LayerState {
  if (process.allowedNodeEnvironmentFlags.has('--allow-net'))
    return { on: true, how: `the permission model of Node ${process.versions.node}` }
  return {
    on: false,
    why: `the permission model of Node ${process.versions.node} does not cover the network`,
  }
}

function memoryState(): LayerState {
  if (process.platform === 'win32') return { on: false, why: 'not watched on Windows' }
  const kernel = process.platform === 'linux' ? ', and a limit of the kernel for each process' : ''
  return { on: true, how: `watched from outside${kernel}` }
}

function diskState(): LayerState {
  const shell = process.platform === 'win32' ? '' : ', and a limit of the kernel for each file'
  return { on: true, how: `watched from outside${shell}` }
}

async function probeBubblewrap(image: NodeImage): Promise<Bubblewrap | { why: string }> {
  if (process.platform !== 'linux') return { why: `there is no bubblewrap for ${process.platform}` }
  const path = onPath('bwrap')
  if (path === null) return { why: 'bubblewrap is not installed (bwrap is not on the path)' }
  const canBindOpen = await helpSays(path, '--ro-bind-fd')
  let why = ''
  for (const features of FEATURES) {
    const bubblewrap = { path, canBindOpen, ...features }
    const problem = await problemOf(bubblewrap, image)
    if (problem === null) return bubblewrap
    why = problem
  }
  return { why: `bubblewrap does not work here: ${why}` }
}

/** What older versions and kernels lack, the best first. */
const FEATURES = [
  { canDisableUserns: true, canFilter: true },
  { canDisableUserns: false, canFilter: true },
  { canDisableUserns: true, canFilter: false },
  { canDisableUserns: false, canFilter: false },
]

/** Since 0.10, and in Debian's 0.8. */
async function helpSays(path: string, option: string): Promise<boolean> {
  const help = await run(path, ['--help'], { env: {}, timeout: PROBE_TIMEOUT_MS }).catch(() => null)
  return help?.stdout.includes(option) === true
}

/** Null, or what went wrong. Where user namespaces are forbidden, bwrap is installed and still of no use. */
async function problemOf(bubblewrap: Bubblewrap, image: NodeImage): Promise<string | null> {
  const filter = syscallFilter()
  if (bubblewrap.canFilter && filter === null)
    return 'there is no filter of system calls for this architecture'
  try {
    const trial = run(bubblewrap.path, bubblewrapProbe(bubblewrap, image), {
      env: {},
      timeout: PROBE_TIMEOUT_MS,
    })
    // One that fails at once does not read its input; what it says is what counts.
    trial.child.stdin?.on('error', () => undefined).end(bubblewrap.canFilter ? filter : null)
    await trial
    return null
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    return (stderr === undefined || stderr === '' ? message : stderr).trim().split('\n')[0] ?? message
  }
}

function onPath(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null
}
