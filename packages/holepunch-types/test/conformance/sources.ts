/** The code of the real modules, to look up names that no object shows: options and events. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Modules whose options or events a module passes through. */
const PASSES_THROUGH: Record<string, readonly string[]> = {
  autobase: ['hypercore', 'corestore'],
  'blind-pairing': ['blind-pairing-core'],
  'blind-peer': ['blind-peer-muxer', 'ready-resource'],
  corestore: ['hypercore', 'hypercore-storage', 'ready-resource'],
  hypercore: ['@hyperswarm/secret-stream'],
  'hypercore-storage': ['device-file', 'xache'],
  hyperdht: ['dht-rpc'],
  hyperdrive: ['hyperbee', 'hyperblobs', 'hypercore'],
  hyperbee: ['hypercore'],
  hyperblobs: ['hypercore'],
  localdrive: ['mirror-drive'],
  'udx-native': ['streamx'],
  '@hyperswarm/secret-stream': ['streamx'],
}

/** All JavaScript of a module and of those it passes options to. */
export function codeOf(module: string): string {
  const name = packageOf(module)
  const own = folderOf(name, import.meta.dirname)
  const passed = (PASSES_THROUGH[name] ?? []).map((other) => folderOf(other, own))
  return [own, ...passed].map(readCode).join('\n')
}

function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/')
}

function folderOf(name: string, from: string): string {
  let folder = from
  while (folder !== dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (statSync(candidate, { throwIfNoEntry: false })) return realpathSync(candidate)
    folder = dirname(folder)
  }
  throw new Error(`${name} is not installed for ${from}`)
}

function readCode(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(c|m)?js$/.test(file) && !file.split(sep).includes('node_modules'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}
