/**
 * The seeder runs on Node 24 or later; the package brings a Node 26 of its own. Started by an older Node, the command
 * starts itself again on that one, and is nothing but its shadow from then on: signals go down, the exit code comes up.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { MIN_NODE_MAJOR } from '../constants.ts'
import { SeederErrors } from '../errors.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

export function isNewEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= MIN_NODE_MAJOR
}

/** Runs this command with the same arguments on the Node of the package. Resolves with its exit code. @throws NODE_TOO_OLD */
export function runOnPinnedNode(): Promise<number> {
  const child = spawn(pinnedNode(), [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** COMICE_NODE, or the executable in the optional package `node-<os>-<arch>`. */
function pinnedNode(): string {
  const wanted = process.env['COMICE_NODE']
  if (wanted !== undefined && wanted !== '') return wanted
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    return createRequire(import.meta.url).resolve(`${packageName()}/${executable}`)
  } catch {
    throw SeederErrors.NODE_TOO_OLD({ found: process.versions.node, needed: MIN_NODE_MAJOR })
  }
}

/** npm's name of Node for this platform; the one for Apple silicon does not follow the rule. */
function packageName(): string {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const name = `${os}-${process.arch}`
  return name === 'darwin-arm64' ? `node-bin-${name}` : `node-${name}`
}
