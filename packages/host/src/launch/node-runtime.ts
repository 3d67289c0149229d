/** Which Node the node runs on. */
import { createRequire } from 'node:module'
import { NODE_MAJOR } from '../constants.ts'
import { HostErrors } from '../errors.ts'

/**
 * A Node 26 executable: this very process's, COMICE_NODE, or the one that the optional dependency
 * `node-<os>-<arch>` brings. @throws NODE_RUNTIME_MISSING
 */
export function nodeRuntime(): string {
  const wanted = process.env['COMICE_NODE']
  if (wanted !== undefined && wanted !== '') return wanted
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    return createRequire(process.argv[1] ?? import.meta.url).resolve(`${runtimePackage()}/${executable}`)
  } catch {
    throw HostErrors.NODE_RUNTIME_MISSING({ found: process.versions.node })
  }
}

/** npm's name of Node for this platform; the one for Apple silicon does not follow the rule. */
function runtimePackage(): string {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const name = `${os}-${process.arch}`
  return name === 'darwin-arm64' ? `node-bin-${name}` : `node-${name}`
}
