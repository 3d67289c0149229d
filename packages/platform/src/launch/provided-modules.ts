import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlatformErrors } from '../errors.ts'
import type { ProvidedModules, ProvidedPackage } from '../preload/preload-task.ts'

const RUNTIME = '@comice/runtime'

const isUnbuilt = import.meta.url.endsWith('.ts')

/**
 * In the order of the package's own lists. Node's `require` loads modules too, so one condition serves both. Under
 * `comice-app` the runtime has files for apps, with everything in them.
 */
const CONDITIONS: ReadonlySet<string> = new Set([
  isUnbuilt ? '@comice/source' : 'comice-app',
  ...['node', 'import', 'module-sync', 'default'],
])

interface Manifest {
  readonly name: string
  readonly main?: string
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

let found: ProvidedModules | undefined

/**
 * The runtime as it is installed beside the platform, resolved now: inside an app's walls there is nothing to search
 * in. Unbuilt, that is its sources with all packages that they depend on.
 *
 * @throws RUNTIME_INCOMPLETE
 */
export function providedModules(): ProvidedModules {
  const runtime = () => findPackage(RUNTIME, dirname(fileURLToPath(import.meta.url)))
  found ??= isUnbuilt ? resolveAll(runtime()) : resolveBuilt(runtime())
  return found
}

/** Only what lies in the folder of files for apps, which import nothing else. */
function resolveBuilt(runtime: Package): ProvidedModules {
  const files = filesOf(runtime)
  const folder = dirname(files[RUNTIME] ?? runtime.folder)
  const provided = Object.entries(files).filter(([, file]) => dirname(file) === folder)
  return {
    files: Object.fromEntries(provided),
    packages: [{ folder, imports: {} }],
  }
}

function resolveAll(runtime: Package): ProvidedModules {
  const byFolder = new Map<string, ProvidedPackage>()
  const open = [runtime]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { folder, manifest } = next
    if (byFolder.has(folder)) continue
    const needed = Object.keys(manifest.dependencies ?? {}).map((name) => findPackage(name, folder))
    byFolder.set(folder, {
      folder,
      imports: Object.assign({}, ...needed.map(filesOf)) as Record<string, string>,
    })
    open.push(...needed)
  }
  return { files: filesOf(runtime), packages: [...byFolder.values()] }
}

/** The way that Node goes: `node_modules` of each folder on the way up. */
function findPackage(name: string, from: string): Package {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return readPackage(realpathSync(candidate))
    if (dirname(folder) === folder) throw PlatformErrors.RUNTIME_INCOMPLETE({ name })
  }
}

function readPackage(folder: string): Package {
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest }
}

/** File by specifier, for all that a package exports by name; patterns (`./*`) are not among it. */
function filesOf({ folder, manifest }: Package): Record<string, string> {
  const targets = Object.entries(subpathsOf(manifest)).flatMap(([subpath, target]) => {
    const file = fileFor(target)
    return subpath.includes('*') || file === null
      ? []
      : [[manifest.name + subpath.slice(1), join(folder, file)]]
  })
  return Object.fromEntries(targets) as Record<string, string>
}

function subpathsOf({ exports, main }: Manifest): Record<string, unknown> {
  if (exports === undefined) return { '.': main ?? 'index.js' }
  const isMap =
    typeof exports === 'object' && exports !== null && Object.keys(exports).every((key) => key[0] === '.')
  return isMap ? (exports as Record<string, unknown>) : { '.': exports }
}

function fileFor(target: unknown): string | null {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return null
  for (const [condition, inner] of Object.entries(target)) {
    if (!CONDITIONS.has(condition)) continue
    const file = fileFor(inner)
    if (file !== null) return file
  }
  return null
}
