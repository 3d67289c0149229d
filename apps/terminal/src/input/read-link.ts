/** Reads a link: one with a read key is a secret, so it need not stand in a shell's history. */
import { TerminalErrors } from '../errors.ts'
import { readSecretLine } from './read-secret-line.ts'

/** The argument, or else the first line of a pipe, or what is typed at a prompt. @throws NO_LINK */
export async function readLink(argument: string | undefined, signal: AbortSignal): Promise<string> {
  const link = await readSecretLine(argument, { question: 'Link: ', signal })
  if (link === '') throw TerminalErrors.NO_LINK()
  return link
}
