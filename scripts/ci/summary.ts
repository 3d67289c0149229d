import { seconds } from '../setup/run-step.mjs'

/** A test, or a program that CI ran. */
export interface Outcome {
  /** File of a test, or name of a step. */
  place: string
  name: string
  state: 'passed' | 'failed' | 'skipped'
  ms: number
  errors: string[]
  isTest: boolean
}

const SLOWEST = 10
/** A failure's message may hold a whole diff; more than this is in its package's own output. */
const MAX_ERROR_CHARS = 4_000

/** The end of a CI run, for a reader who sees nothing else. A skipped test is a failure. */
export function summarise(outcomes: Outcome[]): { text: string; passed: number; failed: number } {
  const passed = outcomes.filter(({ state }) => state === 'passed').length
  const failed = outcomes.length - passed
  const lines = [
    '',
    ...slowest(outcomes),
    ...failures(outcomes),
    '',
    `${passed} passed, ${failed} failed`,
    '',
  ]
  return { text: lines.join('\n'), passed, failed }
}

function slowest(outcomes: Outcome[]): string[] {
  const tests = outcomes.filter(({ isTest }) => isTest).sort((a, b) => b.ms - a.ms)
  if (tests.length === 0) return []
  return [
    'Slowest tests',
    ...tests
      .slice(0, SLOWEST)
      .map(({ ms, place, name }) => `  ${seconds(ms).padStart(7)}  ${place}  ${name}`),
  ]
}

function failures(outcomes: Outcome[]): string[] {
  return outcomes
    .filter(({ state }) => state !== 'passed')
    .flatMap(({ state, place, name, errors }) => [
      '',
      `✗ ${place}  ${name}${state === 'skipped' ? ' (skipped: every test must run)' : ''}`,
      ...errors.map((error) => error.slice(0, MAX_ERROR_CHARS).replaceAll(/^/gm, '    ')),
    ])
}
