/** What this end of a session says of itself, and how it ends. */
import process from 'node:process'
import { isSentVariable, type ProcessExit, signalExitCode } from '@comice/remote/caller'

/** The variables that go along with a command: what the terminal can show, and the language. */
export function sentVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && isSentVariable(name) ? [[name, value] as const] : [],
    ),
  )
}

/** As shells have it. */
export function exitCodeOf(exit: ProcessExit): number {
  return exit.kind === 'code' ? exit.code : signalExitCode(exit.signal)
}
