import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readManifest, ROOT, workspaceFolders } from './workspace.mjs'

/** What the last set-up was made from. Deleting it only costs the time of one install and one cached build. */
const STAMPS = join(ROOT, '.comice', 'setup.json')
/** Folders whose content no build reads. */
const NOT_BUILT = new Set(['node_modules', 'dist', 'test', 'test-results', 'etc', '.turbo'])

/** @typedef {'install' | 'build'} StampName */

/** @param {StampName} name */
export function isFresh(name) {
  return readStamps()[name] === fingerprint(name)
}

/** @param {StampName} name */
export function writeStamp(name) {
  mkdirSync(dirname(STAMPS), { recursive: true })
  writeFileSync(STAMPS, JSON.stringify({ ...readStamps(), [name]: fingerprint(name) }, null, 2))
}

/** @returns {Partial<Record<StampName, string>>} */
function readStamps() {
  try {
    /** @type {Partial<Record<StampName, string>>} */
    const stamps = JSON.parse(readFileSync(STAMPS, 'utf8'))
    return stamps
  } catch {
    return {} // none yet, or a write that was cut short: set up again
  }
}

/** @param {StampName} name */
function fingerprint(name) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  const folders = workspaceFolders()
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    '.pnpmfile.cjs',
    ...folders.map((f) => `${f}/package.json`),
  ]
  if (name === 'build')
    files.push(
      'turbo.json',
      'tsconfig.base.json',
      ...folders.flatMap((folder) => filesBelow(folder, NOT_BUILT)),
    )
  for (const file of files) hash.update(file).update(readFileSync(join(ROOT, file)))
  if (name === 'install') hash.update(String(existsSync(join(ROOT, 'node_modules', '.modules.yaml'))))
  // What was built, by name and size: a deleted or half-written dist is not fresh.
  else for (const folder of folders.filter(isBuilt)) hash.update(builtFiles(folder).join('\n'))
  return hash.digest('hex')
}

/** @param {string} folder */
function isBuilt(folder) {
  return readManifest(folder).scripts?.['build'] !== undefined
}

/** @param {string} folder */
function builtFiles(folder) {
  return filesBelow(`${folder}/dist`, new Set()).map((file) => `${file} ${statSync(join(ROOT, file)).size}`)
}

/**
 * @param {string} folder relative to the top
 * @param {Set<string>} except names of folders to leave out
 * @returns {string[]} sorted, relative to the top
 */
function filesBelow(folder, except) {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !except.has(entry.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path, except) : [path]
    })
    .sort()
}
