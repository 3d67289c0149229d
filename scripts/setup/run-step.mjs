import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { EXIT, SetupFailure } from './failure.mjs'
import { killTree } from './process-tree.mjs'
import { ROOT } from './workspace.mjs'

/** A person who sees nothing for five seconds thinks that it hangs. */
const PROGRESS_EVERY_MS = 4_000
/** How much of a failed step's output is shown; the whole of it is in `.comice/logs`. */
const TAIL_LINES = 60
const LOGS = join(ROOT, '.comice', 'logs')

/**
 * @typedef {object} Step
 * @property {string} title what is being done, for the person who waits
 * @property {string} name names the log file
 * @property {string} command
 * @property {string[]} args
 * @property {number} deadlineMs after it the step and all it started are killed
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {boolean} [shell] needed for `.cmd` files of Windows; the arguments are constants of ours
 */

/**
 * @typedef {object} StepResult
 * @property {boolean} ok
 * @property {number} ms
 * @property {boolean} timedOut
 * @property {string} tail the last lines of its output
 * @property {string} log path of the whole output
 */

/**
 * Runs a program, writes its output to a log, prints a progress line at least every five seconds and ends it at its deadline.
 * @param {Step} step
 * @returns {Promise<StepResult>} never rejects because of the program
 */
export async function runStep(step) {
  mkdirSync(LOGS, { recursive: true })
  const log = join(LOGS, `${step.name}.log`)
  const started = Date.now()
  print(`→ ${step.title}`)
  const { code, timedOut, lines } = await watch(step, log, started)
  const ms = Date.now() - started
  const ok = code === 0 && !timedOut
  print(`${ok ? '✓' : '✗'} ${step.title} (${seconds(ms)})${timedOut ? ', killed at its deadline' : ''}`)
  return { ok, ms, timedOut, tail: lines.join('\n'), log }
}

/**
 * Like {@link runStep}, for what must succeed.
 * @param {Step} step
 * @throws {SetupFailure} with the end of the output and, where the cause is known, what to do
 */
export async function mustRun(step) {
  const result = await runStep(step)
  if (result.ok) return
  process.stderr.write(`${result.tail}\n`)
  const { exitCode, hint } = diagnose(result)
  throw new SetupFailure(`${step.title}: failed. The whole output is in ${result.log}`, { exitCode, hint })
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
}

/** @param {string} line */
export function print(line) {
  process.stdout.write(`${line}\n`)
}

/**
 * @param {Step} step
 * @param {string} log
 * @param {number} started
 * @returns {Promise<{ code: number, timedOut: boolean, lines: string[] }>}
 */
function watch(step, log, started) {
  const out = createWriteStream(log)
  const child = spawn(step.command, step.args, {
    cwd: step.cwd ?? ROOT,
    env: step.env ?? process.env,
    shell: step.shell ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  /** @type {string[]} */
  const lines = []
  let timedOut = false
  const kill = () => child.pid !== undefined && killTree(child.pid)
  const deadline = setTimeout(() => {
    timedOut = true
    kill()
  }, step.deadlineMs)
  const progress = setInterval(() => {
    print(`  … ${seconds(Date.now() - started)}  ${(lines.at(-1) ?? '').slice(0, 100)}`)
  }, PROGRESS_EVERY_MS)
  const interrupt = () => {
    kill()
    process.exit(EXIT.INTERRUPTED)
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)

  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      out.write(text)
      lines.push(...readable(text))
      lines.splice(0, Math.max(0, lines.length - TAIL_LINES))
    })
  }
  return new Promise((resolve) => {
    const done = (/** @type {number} */ code) => {
      clearTimeout(deadline)
      clearInterval(progress)
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
      out.end(() => resolve({ code, timedOut, lines }))
    }
    child.once('error', (error) => {
      lines.push(error.message)
      done(1)
    })
    child.once('close', (code) => done(code ?? 1))
  })
}

/** @param {string} text */
function readable(text) {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}

/**
 * Names the causes that a person can do something about.
 * @param {StepResult} result
 * @returns {{ exitCode: number, hint?: string }}
 */
function diagnose({ timedOut, tail }) {
  if (/ENOSPC|no space left/i.test(tail))
    return { exitCode: EXIT.NO_SPACE, hint: 'The disk is full: free some space and run it again.' }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|network request/i.test(tail)) {
    return {
      exitCode: EXIT.NO_NETWORK,
      hint: 'The npm registry cannot be reached. The first set-up needs it once; behind a proxy set npm’s `proxy` and `registry`.',
    }
  }
  if (/OUTDATED_LOCKFILE/.test(tail)) {
    return {
      exitCode: EXIT.FAILED,
      hint: 'A package.json was changed: run `pnpm install` and commit pnpm-lock.yaml.',
    }
  }
  if (timedOut)
    return {
      exitCode: EXIT.DEADLINE,
      hint: 'It took longer than its deadline; run it again, what was fetched is kept.',
    }
  return { exitCode: EXIT.FAILED }
}
