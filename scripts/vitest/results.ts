/** One test's outcome, as `npm test` adds them up. */
export interface TestOutcome {
  file: string
  name: string
  state: 'passed' | 'failed' | 'skipped'
  ms: number
  errors: string[]
}

/** A test file that did not end: it was killed together with everything it had started. */
export interface HungFile {
  file: string
  /** The test that was running, if it had come so far. */
  test: string | null
  ms: number
}

/** What a package's test run leaves in `test-results/results.json`. */
export interface TestResults {
  tests: TestOutcome[]
  /** Errors outside of any test: a file that could not be imported, a rejection that nobody caught. */
  errors: string[]
  hung: HungFile[]
}

/** Relative to the package. */
export const RESULTS_FILE = 'test-results/results.json'
