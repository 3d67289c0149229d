/**
 * Everything that CI runs, one after the other, each with its deadline; what fails does not stop what follows. Ends
 * with the ten slowest tests, every failure, and `N passed, N failed`. Exits 0 only when nothing failed or was skipped.
 *
 *     node scripts/ci/ci.ts [--full] [--only <step>]
 */
import { parseArgs } from 'node:util'
import { runStep } from '../setup/run-step.mjs'
import { forgetResults, readResults } from './package-results.ts'
import { checks, programs, testStep, type CiStep } from './steps.ts'
import { summarise, type Outcome } from './summary.ts'

const { values: options } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const env = { ...process.env, COMICE_TEST_WORKERS: '1', ...(options.full ? { COMICE_TEST_FULL: '1' } : {}) }

const outcomes: Outcome[] = []
for (const step of checks().filter(isWanted)) outcomes.push(await run(step))
const tests = testStep(options.full)
if (isWanted(tests)) outcomes.push(...(await runTests(tests)))
for (const step of programs().filter(isWanted)) outcomes.push(await run(step))

const { text, failed } = summarise(outcomes)
process.stdout.write(text, () => process.exit(failed === 0 ? 0 : 1))

function isWanted({ name }: CiStep): boolean {
  return options.only === undefined || name.startsWith(options.only)
}

async function run(step: CiStep): Promise<Outcome> {
  const { ok, ms, tail, timedOut } = await runStep({ ...step, env: { ...env, ...step.env } })
  if (!ok) process.stdout.write(`${tail}\n`)
  const errors = ok ? [] : [timedOut ? `killed after ${ms} ms` : tail]
  return { place: step.name, name: step.title, state: ok ? 'passed' : 'failed', ms, errors, isTest: false }
}

/** Each test counts. The step itself counts only when it failed and no test says why. */
async function runTests(step: CiStep): Promise<Outcome[]> {
  forgetResults()
  const whole = await run(step)
  const found = readResults()
  const isExplained = found.some(({ state }) => state !== 'passed')
  return whole.state === 'failed' && !isExplained ? [...found, whole] : found
}
