// `npm test`: sets up what is missing, then runs everything that CI runs. `--full` runs the kill and fuzz loops with
// all their counts. Plain JavaScript without dependencies, because on a fresh clone nothing is installed yet.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runMain } from './setup/failure.mjs'
import { killTree } from './setup/process-tree.mjs'
import { setUp } from './setup/set-up.mjs'
import { requireSystemPrograms } from './setup/system-programs.mjs'
import { ROOT } from './setup/workspace.mjs'

await runMain(async () => {
  await requireSystemPrograms()
  const { node, env } = await setUp()
  return runCi(node, { ...env, COMICE_STARTED_BY_NODE: process.execPath })
})

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function runCi(node, env) {
  const args = [join(ROOT, 'scripts', 'ci', 'ci.ts'), ...process.argv.slice(2)]
  const child = spawn(node, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  process.on('SIGINT', () => undefined) // the terminal sends it to both, and we wait for the child's end
  process.on('SIGTERM', () => child.pid !== undefined && killTree(child.pid, 'SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
