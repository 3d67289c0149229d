import { OLD_SPACE_SHARE, SEMI_SPACE_SHARE } from '../constants.ts'
import type { Visible } from './bubblewrap.ts'

/** What Node is told before the app's main file. */
export interface NodeFlagsOptions {
  readonly visible: Visible
  /** Path of the preload. */
  readonly preload: string
  /** Whether the permission model is on. */
  readonly permission: boolean
  /** Null where memory is not limited. */
  readonly memoryBytes: number | null
  /** Where the inspector listens (`127.0.0.1:0`): development runs only. */
  readonly inspect?: string
}

/**
 * Modules that open files past the permission model (measured with Node 26.10): `node:sqlite` opens, attaches and
 * vacuums into any path; `node:ffi` calls any function of any library, and is there by default.
 */
const WITHOUT_MODULES = ['--no-experimental-sqlite', '--no-experimental-ffi']

/**
 * `--disable-sigusr1`: a signal opens the inspector, permission or not. `--freeze-flags-after-init`:
 * `v8.setFlagsFromString('--redirect-code-traces-to=FILE')` writes any file; with the flags frozen V8 ends the
 * process instead. `--no-addons` is what the permission model says anyway, said twice.
 */
const HARDENED = ['--disable-sigusr1', '--freeze-flags-after-init', '--no-addons', '--disable-proto=throw']

export function nodeFlags(options: NodeFlagsOptions): string[] {
  const { preload, permission, memoryBytes, inspect } = options
  return [
    ...(memoryBytes === null ? [] : heapFlags(memoryBytes)),
    ...(permission ? permissionFlags(options) : []),
    ...sourceCondition(),
    ...(inspect === undefined ? [] : [`--inspect=${inspect}`]),
    '--import',
    preload,
  ]
}

function heapFlags(memoryBytes: number): string[] {
  const mib = (share: number) => Math.max(1, Math.floor((memoryBytes * share) / 2 ** 20))
  return [`--max-old-space-size=${mib(OLD_SPACE_SHARE)}`, `--max-semi-space-size=${mib(SEMI_SPACE_SHARE)}`]
}

function permissionFlags({ visible, inspect }: NodeFlagsOptions): string[] {
  return [
    '--permission',
    ...[...visible.readOnly, visible.writable, ...paths(visible.given)].map(
      (path) => `--allow-fs-read=${path}`,
    ),
    ...[visible.writable, ...paths(visible.given.filter(({ isWritable }) => isWritable))].map(
      (path) => `--allow-fs-write=${path}`,
    ),
    ...WITHOUT_MODULES,
    ...HARDENED,
    ...(inspect === undefined ? [] : ['--allow-inspector', '--disable-warning=PERM0004']),
  ]
}

function paths(given: Visible['given']): string[] {
  return given.map(({ path }) => path)
}

/** Unbuilt, the platform gives apps the sources of the runtime; built, what was built of it. */
function sourceCondition(): string[] {
  return import.meta.url.endsWith('.ts') ? ['--conditions=@comice/source'] : []
}
