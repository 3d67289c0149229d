import { execFile } from 'node:child_process'
import { COMMAND_TIMEOUT_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'

/** Runs a program to its end and returns its stdout. @throws COMMAND_FAILED with what it wrote to stderr. */
export function runCommand(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      [...args],
      { timeout: COMMAND_TIMEOUT_MS, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const why = stderr.trim() || error.message
        reject(
          new TestkitError('COMMAND_FAILED', `${[command, ...args].join(' ')}: ${why}`, { cause: error }),
        )
      },
    )
  })
}
