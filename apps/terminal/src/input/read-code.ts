/** Reads the code of a transfer. */
import { TerminalErrors } from '../errors.ts'
import { readSecretLine } from './read-secret-line.ts'

/** The argument, or else the first line of a pipe, or what is typed at a prompt. @throws NO_CODE */
export async function readCode(argument: string | undefined, signal: AbortSignal): Promise<string> {
  const code = await readSecretLine(argument, { question: 'Code: ', signal })
  if (code === '') throw TerminalErrors.NO_CODE()
  return code
}
