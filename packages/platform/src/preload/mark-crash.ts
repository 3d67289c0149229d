/**
 * The exit code of an app whose first process ended by an error that nothing caught, instead of Node's 1, which an app
 * may end with on purpose: the one is a version that does not work, the other a word to whoever started it. 70 is
 * EX_SOFTWARE of sysexits.h.
 */
export const CRASH_CODE = 70

/** Node's own for a main module that waits for what never comes. */
export const NEVER_LOADED_CODE = 13

/** Ends this process with {@link CRASH_CODE} when it crashes. Whoever supervises it gives the world a 1. */
export function markCrash(): void {
  let crashed = false
  process.on('uncaughtExceptionMonitor', () => {
    crashed = true
  })
  // An app that has caught it after all and goes on ends with what it likes.
  process.on('exit', (code) => {
    if (crashed && code === 1) process.exitCode = CRASH_CODE
  })
}
