/**
 * The packages that an app needs at run time: those that its package.json names and, from there on, theirs, found as
 * Node finds them. So development dependencies are not among them, and every layout works that Node can resolve:
 * npm's, yarn's classic one, pnpm's with its links, and workspaces.
 */
import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MAX_MANIFEST_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

/** One package on the disk, once, however many need it. */
export interface InstalledPackage {
  readonly name: string
  /** Its folder, absolute, without links. */
  readonly dir: string
  readonly json: Readonly<Record<string, unknown>>
  /** What it finds under each name that it may ask for. */
  readonly needs: Map<string, InstalledPackage>
}

/** Provided by the platform to whatever runs, so that an app and the program that runs it always fit. */
export const PROVIDED_PACKAGES: ReadonlySet<string> = new Set(['@comice/runtime'])

// Laxer than the names one may publish under today: old packages have capitals. No name leaves its folder.
const NAME = /^(?:@[^/\\@:]+\/)?[^/\\@:.][^/\\@:]*$/u

/**
 * Resolves what the app in `dir` needs. Optional packages and peers that are not installed are left out.
 * @throws DEPENDENCY_MISSING · PROJECT_INVALID when an installed package cannot be read
 */
export async function resolveDependencies(
  dir: string,
  json: Readonly<Record<string, unknown>>,
): Promise<InstalledPackage> {
  const app: InstalledPackage = { name: '', dir, json, needs: new Map() }
  const known = new Map([[dir, app]])
  const queue = [app]
  const missing: string[] = []
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { name, isOptional } of needsOf(at, at === app)) {
      const found = await findPackage(at.dir, name)
      if (found === null) {
        if (!isOptional) missing.push(at === app ? name : `${name} (needed by ${at.name})`)
        continue
      }
      const needed = known.get(found.dir) ?? { ...found, name, needs: new Map() }
      if (!known.has(found.dir)) queue.push(needed)
      known.set(found.dir, needed)
      at.needs.set(name, needed)
    }
  }
  const [first, ...others] = missing
  if (first !== undefined) throw PlatformErrors.DEPENDENCY_MISSING({ name: first, others: others.length })
  return app
}

interface Need {
  readonly name: string
  readonly isOptional: boolean
}

function needsOf({ json }: InstalledPackage, isApp: boolean): Need[] {
  const optional = namesIn(json['optionalDependencies'])
  // npm installs peers, unless they are optional; what lacks one says so itself when it is run.
  const peers = isApp ? [] : namesIn(json['peerDependencies'])
  const needed = namesIn(json['dependencies']).filter((name) => !optional.includes(name))
  const needs = [
    ...needed.map((name) => ({ name, isOptional: false })),
    ...[...optional, ...peers].map((name) => ({ name, isOptional: true })),
  ]
  return needs.filter(({ name }) => NAME.test(name) && !PROVIDED_PACKAGES.has(name))
}

function namesIn(field: unknown): string[] {
  return typeof field === 'object' && field !== null ? Object.keys(field).sort() : []
}

/** https://nodejs.org/api/modules.html#loading-from-node_modules-folders, for a package as a whole. */
async function findPackage(
  from: string,
  name: string,
): Promise<Pick<InstalledPackage, 'dir' | 'json'> | null> {
  for (let at = from; ; at = dirname(at)) {
    const modules = basename(at) === 'node_modules' ? at : join(at, 'node_modules')
    const dir = await realpath(join(modules, name)).catch(() => null)
    const json = dir === null ? null : await readPackage(dir, name)
    if (dir !== null && json !== null) return { dir, json }
    if (dirname(at) === at) return null
  }
}

/** Null when there is no package.json. @throws PROJECT_INVALID */
async function readPackage(dir: string, name: string): Promise<Readonly<Record<string, unknown>> | null> {
  const bytes = await readFile(join(dir, 'package.json')).catch(() => null)
  if (bytes === null) return null
  const refuse = (what: string, cause?: unknown): never => {
    const reason = `the package.json of the installed ${name} cannot be read: ${what}`
    throw PlatformErrors.PROJECT_INVALID({ reason }, { cause })
  }
  if (bytes.byteLength > MAX_MANIFEST_BYTES) return refuse(`it has ${bytes.byteLength} bytes`)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/u, ''))
  } catch (error) {
    return refuse((error as Error).message, error)
  }
  const isPackage = typeof json === 'object' && json !== null
  return isPackage ? (json as Record<string, unknown>) : refuse('it is no object')
}
