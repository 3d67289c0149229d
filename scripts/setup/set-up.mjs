import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { EXIT, SetupFailure } from './failure.mjs'
import { mustRun, print, seconds } from './run-step.mjs'
import { isFresh, writeStamp } from './stamp.mjs'
import { childEnv, obtainPnpm, pinnedNode } from './tools.mjs'
import { ROOT } from './workspace.mjs'

const INSTALL_DEADLINE_MS = 600_000
const BUILD_DEADLINE_MS = 600_000
/** Another set-up of the same clone may take as long as an install and a build. */
const LOCK_DEADLINE_MS = INSTALL_DEADLINE_MS + BUILD_DEADLINE_MS
const LOCK_POLL_MS = 1_000
const LOCK = join(ROOT, '.comice', 'setup.lock')
const OLDEST_NODE = 20

/**
 * @typedef {object} Toolchain
 * @property {string} node path of the pinned Node
 * @property {import('./tools.mjs').Pnpm} pnpm
 * @property {NodeJS.ProcessEnv} env with the pinned programs first on the path
 */

/**
 * Makes a clone ready: pnpm, packages, pinned Node, build. Does only what has changed since the last time; when
 * nothing has, it takes a fraction of a second and asks the network for nothing.
 * @returns {Promise<Toolchain>}
 * @throws {SetupFailure}
 */
export async function setUp() {
  requireNode()
  const started = Date.now()
  const unlock = await lock()
  try {
    const pnpm = await obtainPnpm()
    const installed = isFresh('install')
    if (!installed) await install(pnpm)
    const node = pinnedNode()
    const env = childEnv([dirname(node), pnpm.bin, join(ROOT, 'node_modules', '.bin')])
    const built = isFresh('build')
    if (!built) await build(pnpm, env)
    if (!installed || !built) print(`✓ Ready (${seconds(Date.now() - started)})`)
    return { node, pnpm, env }
  } finally {
    unlock()
  }
}

/** @param {import('./tools.mjs').Pnpm} pnpm */
async function install(pnpm) {
  await mustRun({
    title: 'Installing packages',
    name: 'install',
    command: pnpm.command,
    args: [
      ...pnpm.args,
      'install',
      '--frozen-lockfile',
      '--prefer-offline',
      '--reporter=append-only',
      '--config.confirm-modules-purge=false',
    ],
    env: childEnv([pnpm.bin]),
    deadlineMs: INSTALL_DEADLINE_MS,
  })
  writeStamp('install')
}

/**
 * @param {import('./tools.mjs').Pnpm} pnpm
 * @param {NodeJS.ProcessEnv} env
 */
async function build(pnpm, env) {
  await mustRun({
    title: 'Building',
    name: 'build',
    command: pnpm.command,
    args: [...pnpm.args, 'exec', 'turbo', 'run', 'build', '--ui=stream', '--output-logs=new-only'],
    env,
    deadlineMs: BUILD_DEADLINE_MS,
  })
  writeStamp('build')
}

function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return
  throw new SetupFailure(`Node ${OLDEST_NODE} or later is needed, this is ${process.versions.node}.`, {
    exitCode: EXIT.USAGE,
    hint: 'Get it from your system’s packages or from nodejs.org.',
  })
}

/**
 * Two set-ups of one clone at once would write the same files: the second waits for the first.
 * @returns {Promise<() => void>} releases it
 */
async function lock() {
  mkdirSync(dirname(LOCK), { recursive: true })
  const giveUpAt = Date.now() + LOCK_DEADLINE_MS
  for (let turn = 0; ; turn++) {
    if (tryLock()) return () => rmSync(LOCK, { force: true })
    const owner = Number(readIfThere(LOCK))
    if (!isAlive(owner)) {
      rmSync(LOCK, { force: true })
      continue
    }
    if (Date.now() > giveUpAt) {
      throw new SetupFailure(`Another set-up (process ${owner}) holds ${LOCK}.`, {
        exitCode: EXIT.BUSY,
        hint: 'Wait for it or end it.',
      })
    }
    if (turn % 4 === 0) print(`  … waiting for the set-up that process ${owner} runs`)
    await wait(LOCK_POLL_MS)
  }
}

function tryLock() {
  try {
    const file = openSync(LOCK, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // released in between
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
