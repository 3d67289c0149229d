import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { descendants, killTree } from '../setup/process-tree.mjs'
import { RESULTS_FILE, type HungFile, type TestOutcome, type TestResults } from './results.ts'

/** A test file that takes longer hangs: the slowest honest one takes a ninth of it, on a machine that is not busy. */
const FILE_DEADLINE_MS = 900_000
/** The full run repeats kill and fuzz loops until all counts are done. */
const FULL_FILE_DEADLINE_MS = 3 * 3_600_000
const WATCH_EVERY_MS = 1_000

interface Running {
  file: string
  startedAt: number
  test: string | null
}

/**
 * Writes the outcome of every test to `test-results/results.json`, and is the watchdog that vitest lacks: a file that
 * blocks its worker for ever is named, and killed with all that it started, instead of holding up the run.
 */
export class ResultsReporter implements Reporter {
  #root = process.cwd()
  #results: TestResults = { tests: [], errors: [], hung: [] }
  readonly #runningById = new Map<string, Running>()
  #watchdog: NodeJS.Timeout | undefined

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root
    rmSync(join(this.#root, RESULTS_FILE), { force: true })
    if (!vitest.config.watch) this.#watchdog = setInterval(() => this.#killHung(), WATCH_EVERY_MS).unref()
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.#runningById.set(moduleId, {
      file: relative(this.#root, moduleId),
      startedAt: Date.now(),
      test: null,
    })
  }

  onTestCaseReady({ fullName, module }: TestCase): void {
    const running = this.#runningById.get(module.moduleId)
    if (running !== undefined) running.test = fullName
  }

  onTestModuleEnd(module: TestModule): void {
    this.#runningById.delete(module.moduleId)
    const file = relative(this.#root, module.moduleId)
    for (const test of module.children.allTests()) this.#results.tests.push(outcome(file, test))
    for (const suite of module.children.allSuites()) this.#results.errors.push(...suite.errors().map(textOf))
    this.#results.errors.push(...module.errors().map((error) => `${file}: ${textOf(error)}`))
    this.#write()
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    clearInterval(this.#watchdog)
    this.#results.errors.push(...unhandled.map(textOf))
    this.#write()
  }

  #killHung(): void {
    const now = Date.now()
    const hung = [...this.#runningById.values()].filter(({ startedAt }) => now - startedAt > deadlineMs())
    if (hung.length === 0) return
    this.#results.hung = hung.map(({ file, test, startedAt }): HungFile => ({
      file,
      test,
      ms: now - startedAt,
    }))
    this.#write()
    for (const { file, test } of hung)
      process.stderr.write(`\nHUNG ${file}${test === null ? '' : ` in “${test}”`}: killed\n`)
    for (const pid of descendants(process.pid)) killTree(pid)
    process.exit(1)
  }

  #write(): void {
    const path = join(this.#root, RESULTS_FILE)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(this.#results, null, 2))
  }
}

function deadlineMs(): number {
  const full = process.env['COMICE_TEST_FULL'] === '1'
  return Number(
    process.env['COMICE_TEST_FILE_DEADLINE_MS'] ?? (full ? FULL_FILE_DEADLINE_MS : FILE_DEADLINE_MS),
  )
}

function outcome(file: string, test: TestCase): TestOutcome {
  const { state, errors } = test.result()
  return {
    file,
    name: test.fullName,
    // Pending can only be what never ran.
    state: state === 'pending' ? 'skipped' : state,
    ms: test.diagnostic()?.duration ?? 0,
    errors: (errors ?? []).map(textOf),
  }
}

function textOf(error: {
  message: string
  stack?: string | undefined
  stacks?: { file: string; line: number }[] | undefined
}): string {
  const [at] = error.stacks ?? []
  return at === undefined ? (error.stack ?? error.message) : `${error.message}\n    at ${at.file}:${at.line}`
}
