import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The clone's top folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** @typedef {{ name: string, version: string, private?: boolean, packageManager?: string, scripts?: Record<string, string>, dependencies?: Record<string, string>, exports?: Record<string, unknown>, pear?: object }} Manifest */

/**
 * @param {string} folder relative to the top
 * @returns {Manifest}
 */
export function readManifest(folder) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  return manifest
}

/**
 * The folders that pnpm-workspace.yaml names, relative to the top, sorted. Read without a YAML parser, as this runs
 * before anything is installed: the list stands first in the file, one `  - pattern` a line.
 * @returns {string[]}
 */
export function workspaceFolders() {
  const yaml = readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
  const block = /^packages:\n((?: {2}- .+\n)+)/m.exec(yaml)?.[1] ?? ''
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\s*- /, '').trim())
    .flatMap((pattern) => (pattern.endsWith('/*') ? childFolders(pattern.slice(0, -2)) : [pattern]))
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .sort()
}

/** @param {string} parent */
function childFolders(parent) {
  if (!existsSync(join(ROOT, parent))) return []
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
}
