/** An author's folder as it would be staged: its manifest, and every file that goes into the drive. */
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { IgnoreRules } from '@comice/drives/ignore'
import { PathSet, type Refusal, refusePath } from '../checkout/safe-path.ts'
import { PlatformErrors } from '../errors.ts'
import { isJsx, isTypeScript, type TypeScriptMode } from './compile.ts'
import { type InstalledPackage, resolveDependencies } from './dependencies.ts'
import { packageRules, projectRules, stageRules, workspaceRules } from './ignore-rules.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import { placeDependencies } from './place-dependencies.ts'
import { secretInName } from './secret.ts'
import { type FoundFile, type Problem, walkFolder } from './walk-folder.ts'

/** A file of the project, with the path that it gets in the drive: absolute, with slashes. */
export interface ProjectFile extends FoundFile {
  /** Null: its contents are staged as they are. */
  readonly typescript: TypeScriptMode | null
  /** Whether keys and tokens are looked for in it: in what the author wrote, unless it was named. */
  readonly isSniffed: boolean
}

export interface Project {
  /** Absolute, without links. */
  readonly dir: string
  readonly manifest: Manifest
  /** In order of their paths. */
  readonly files: readonly ProjectFile[]
  /** Each of them keeps the project from being staged. */
  readonly refusals: readonly Problem[]
  readonly warnings: readonly Problem[]
}

export interface ReadProjectOptions {
  /**
   * Files that are staged although rules leave them out or they look like secrets: paths relative to the folder, one
   * by one.
   */
  readonly include?: readonly string[]
}

/** @throws PROJECT_INVALID, DEPENDENCY_MISSING */
export async function readProject(dir: string, options: ReadProjectOptions = {}): Promise<Project> {
  const place = await realpath(dir).catch((error: unknown) => {
    throw PlatformErrors.PROJECT_INVALID({ reason: 'it does not exist' }, { cause: error })
  })
  const manifest = await readManifest(place)
  const include = new Set(options.include?.map(plainPath))
  const app = await resolveDependencies(place, manifest.json)
  const own = await ownFiles(place, manifest, include)
  const packages = await Promise.all(placeDependencies(app).map(packageFiles))
  const leavesOut = stageRules(manifest.stage.ignore)
  const parts = [own, ...packages.map((part) => without(part, leavesOut))]
  const named = checkNames(parts.flatMap(({ files }) => files))
  const project = {
    dir: place,
    manifest,
    files: named.files,
    refusals: [...parts.flatMap(({ refusals }) => refusals), ...named.refusals],
    warnings: [...parts.flatMap(({ warnings }) => warnings), ...named.warnings].filter(
      ({ reason }) => reason !== NATIVE || !isFull(manifest),
    ),
  }
  checkMain(project)
  checkIncluded(project, include)
  return project
}

interface Part {
  readonly files: readonly ProjectFile[]
  readonly refusals: readonly Problem[]
  readonly warnings: readonly Problem[]
}

async function readManifest(dir: string): Promise<Manifest> {
  const bytes = await readFile(join(dir, 'package.json')).catch((error: unknown) => {
    throw PlatformErrors.PROJECT_INVALID({ reason: 'it has no package.json' }, { cause: error })
  })
  const manifest = parseManifest(bytes)
  if (!manifest.ok) throw PlatformErrors.PROJECT_INVALID({ reason: manifest.code })
  return manifest.value
}

/** What `pear.stage.ignore` names of the installed packages, as they are placed: prebuilds for other systems, say. */
function without(part: Part, leavesOut: (path: string) => boolean): Part {
  return {
    files: part.files.filter(({ path }) => !leavesOut(path.slice(1))),
    refusals: part.refusals.filter(({ path }) => !leavesOut(path)),
    warnings: part.warnings.filter(({ path }) => !leavesOut(path)),
  }
}

function isFull({ json }: Manifest): boolean {
  const { permissions } = (json['pear'] ?? {}) as { permissions?: { full?: unknown } | null }
  return permissions?.full === true
}

function plainPath(path: string): string {
  return path
    .split(/[\\/]/u)
    .filter((name) => name !== '' && name !== '.')
    .join('/')
}

async function ownFiles(dir: string, manifest: Manifest, include: ReadonlySet<string>): Promise<Part> {
  const rules = await projectRules(dir, manifest.stage)
  const found = await walkFolder(dir, { rules, include })
  const refusals = [...found.refusals]
  const warnings = [...found.warnings]
  for (const { path, source } of found.files) {
    // A link is a secret under either of its names.
    const secret =
      secretInName(path) ??
      secretInName(
        source
          .slice(dir.length + 1)
          .split(sep)
          .join('/'),
      )
    if (secret !== null && !include.has(path)) refusals.push({ path, reason: `it looks like ${secret}` })
    if (isJsx(path)) warnings.push({ path, reason: 'neither Node nor a page runs JSX: build it first' })
    if (isNative(path)) warnings.push({ path, reason: NATIVE })
  }
  const files = found.files.map((file) => ({
    ...file,
    path: `/${file.path}`,
    typescript: isTypeScript(file.path) ? ('check' as const) : null,
    isSniffed: !include.has(file.path),
  }))
  return { files, refusals, warnings }
}

async function packageFiles({
  path,
  installed,
}: {
  path: string
  installed: InstalledPackage
}): Promise<Part> {
  const found = await walkFolder(installed.dir, { rules: await rulesOf(installed) })
  const below = ({ path: inner, reason }: Problem) => ({ path: `${path}/${inner}`, reason })
  const native = found.files.find((file) => isNative(file.path))
  const isErased = isRunAsTypeScript(installed)
  return {
    files: found.files.map((file) => ({
      ...file,
      path: `/${path}/${file.path}`,
      // Node refuses TypeScript under node_modules; a package whose entry it is needs it erased.
      typescript: isErased && isTypeScript(file.path) ? 'erase' : null,
      isSniffed: false,
    })),
    refusals: found.refusals.map(below),
    warnings: [
      ...found.warnings.map(below),
      ...(native === undefined ? [] : [{ path: `${path}/${native.path}`, reason: NATIVE }]),
    ],
  }
}

const NATIVE = 'it is a native addon: only an app with the permission "full" can load it'

function isNative(path: string): boolean {
  return path.endsWith('.node') || path === 'binding.gyp' || path.endsWith('/binding.gyp')
}

function rulesOf({ dir, json }: InstalledPackage): IgnoreRules | Promise<IgnoreRules> {
  const isInstalled = dir.split(sep).includes('node_modules')
  if (isInstalled) return packageRules()
  const { files, main } = json
  const listed = Array.isArray(files)
    ? files.filter((path): path is string => typeof path === 'string')
    : null
  return workspaceRules(
    dir,
    listed === null ? null : [...listed, ...(typeof main === 'string' ? [main] : [])],
  )
}

/** Whether what others import of it is TypeScript: so it is with packages of a workspace that are never built. */
function isRunAsTypeScript({ json }: InstalledPackage): boolean {
  const { main, exports, imports } = json
  return [main, exports, imports].some(leadsToTypeScript)
}

function leadsToTypeScript(target: unknown): boolean {
  if (typeof target === 'string') return isTypeScript(target)
  if (typeof target !== 'object' || target === null) return false
  return Object.entries(target).some(([key, inner]) => key !== 'types' && leadsToTypeScript(inner))
}

const NAME_REASONS: Partial<Readonly<Record<Refusal, string>>> = {
  'not-a-path': 'its name is no path on every system',
  'too-long': 'its path is too long for some systems',
  unreadable: 'its name has control, invisible or reordering characters',
  reserved: 'its name cannot be used on Windows',
  clash: 'on a system that ignores case or Unicode forms it is the same file as another',
}

/** In order of their paths. Whoever runs the app refuses these names, so its author hears of them first. */
function checkNames(files: readonly ProjectFile[]): Part {
  const paths = new PathSet()
  const part = { files: [] as ProjectFile[], refusals: [] as Problem[], warnings: [] as Problem[] }
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const refusal = refusePath(file.path) ?? (paths.add(file.path) ? null : 'clash')
    if (refusal === null) {
      part.files.push(file)
      continue
    }
    const problem = { path: file.path.slice(1), reason: NAME_REASONS[refusal] ?? refusal }
    // A file of a dependency is left out: nothing that the app needs has such a name, or it would run nowhere.
    if (file.path.startsWith('/node_modules/')) part.warnings.push(problem)
    else part.refusals.push(problem)
  }
  return part
}

/** @throws PROJECT_INVALID */
function checkMain({ files, manifest: { main, page } }: Project): void {
  const refuse = (reason: string) => {
    throw PlatformErrors.PROJECT_INVALID({ reason })
  }
  if (!files.some(({ path }) => path === '/package.json'))
    refuse('its package.json is left out by its own rules')
  const missing = (field: string, file: string) =>
    refuse(
      `its "${field}" is ${file}, which does not exist or is left out by .gitignore, .comiceignore or pear.stage`,
    )
  if (!files.some(({ path }) => path === main)) missing('main', main)
  if (page !== null && !files.some(({ path }) => path === page)) missing('pear.page', page)
  if (isJsx(main)) refuse(`its "main" is ${main}: Node runs no JSX, so build it and name what was built`)
}

/** @throws PROJECT_INVALID when a file that was named is not there: a typing error would publish less than was meant */
function checkIncluded({ files }: Project, include: ReadonlySet<string>): void {
  const paths = new Set(files.map(({ path }) => path))
  for (const path of include) {
    if (!paths.has(`/${path}`)) {
      throw PlatformErrors.PROJECT_INVALID({ reason: `${path} was to be included, and is not there` })
    }
  }
}
