/**
 * Exit codes of `npm start` and `npm test`; the same numbers as the `comice` command uses.
 * @type {Readonly<Record<'FAILED' | 'USAGE' | 'DEADLINE' | 'NO_NETWORK' | 'BUSY' | 'NO_SPACE' | 'INTERRUPTED', number>>}
 */
export const EXIT = {
  FAILED: 1,
  USAGE: 2,
  DEADLINE: 5,
  NO_NETWORK: 6,
  BUSY: 7,
  NO_SPACE: 9,
  INTERRUPTED: 130,
}

/** A step that cannot go on: what happened, what to do about it, and the code to exit with. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what happened, with what was expected and found
   * @param {{ exitCode?: number, hint?: string | undefined }} [options]
   */
  constructor(message, { exitCode = EXIT.FAILED, hint } = {}) {
    super(message)
    this.name = 'SetupFailure'
    this.exitCode = exitCode
    this.hint = hint
  }
}

/**
 * Runs a script's main function, tells the person what went wrong and exits with the code that says so.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    process.stderr.write(`\n✗ ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`)
    process.exitCode = error.exitCode
  }
}
