/** The platform's own modules that pages import: an app does not bring them, so page and node never differ. */
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

interface RuntimeModule {
  /** Folder of everything that the entry imports by a relative path. */
  readonly root: string
  /** Its address in every app's origin. No file of an app begins with a dot. */
  readonly url: string
}

const FOLDERS = { runtime: '@comice/runtime/ui', protocol: '@comice/protocol/errors' } as const

/** Below this path everything is the node's. */
export const NODE_PATH = '/.comice/'

export const RUNTIME_MODULES: Readonly<Record<keyof typeof FOLDERS, RuntimeModule>> = {
  runtime: locate('runtime'),
  protocol: locate('protocol'),
}

/** Both entries are `<package>/{src,dist}/<noun>/index.{ts,js}`. */
function locate(name: keyof typeof FOLDERS): RuntimeModule {
  const entry = realpathSync(fileURLToPath(import.meta.resolve(FOLDERS[name])))
  const root = path.dirname(path.dirname(entry))
  const file = path.relative(root, entry).split(path.sep).join('/')
  return { root, url: `${NODE_PATH}${name}/${file}` }
}

/** Folder and names of a module's file; null for a path that is none of theirs. */
export function runtimeModuleFile(
  segments: readonly string[],
): { readonly root: string; readonly segments: readonly string[] } | null {
  const [name = '', ...rest] = segments
  if (rest.length === 0 || !/\.(?:js|ts)$/.test(rest.at(-1) ?? '')) return null
  if (name !== 'runtime' && name !== 'protocol') return null
  return { root: RUNTIME_MODULES[name].root, segments: rest }
}
