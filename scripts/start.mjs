// `npm start`: sets up what is missing, then runs the tour, then the product. Plain JavaScript without dependencies,
// because on a fresh clone nothing is installed yet.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runMain, SetupFailure } from './setup/failure.mjs'
import { setUp } from './setup/set-up.mjs'
import { ROOT } from './setup/workspace.mjs'

const TOUR = join(ROOT, 'scripts', 'tour', 'tour.ts')

await runMain(async () => {
  const toolchain = await setUp()
  return runTour(process.argv.slice(2), toolchain)
})

/**
 * The tour runs on the pinned Node with the built packages and owns the terminal; its exit code is ours.
 * @param {string[]} args `--serve` and so on, passed through
 * @param {import('./setup/set-up.mjs').Toolchain} toolchain
 * @returns {Promise<number>}
 */
function runTour(args, { node, env }) {
  if (!existsSync(TOUR)) throw new SetupFailure(`There is no tour to run: ${TOUR} is missing.`)
  const child = spawn(node, [TOUR, ...args], { cwd: ROOT, env, stdio: 'inherit' })
  // Ctrl-C reaches the tour by the terminal; it stops what it started, and we wait for that.
  process.on('SIGINT', () => undefined)
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
