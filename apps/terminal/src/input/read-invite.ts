/** Reads an invite: an invite lets its holder into a room, so it need not stand in a shell's history. */
import { MAX_SECRET_CHARS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import { readSecretLine } from './read-secret-line.ts'

/**
 * The argument when there is one; else the first line of a pipe, or what is typed at a prompt. It is looked at here, so
 * that nobody waits for the node to say that a word is missing.
 *
 * @throws NO_INVITE, SECRET_TEXT_INVALID, SECRET_TEXT_NEWER
 */
export async function readInvite(argument: string | undefined, signal: AbortSignal): Promise<string> {
  const invite = await readSecretLine(argument, { question: 'Invite: ', signal })
  if (invite === '') throw TerminalErrors.NO_INVITE()
  // Loaded here, because checksums are for whoever joins.
  const { checkInvite } = await import('./check-invite.ts')
  return checkInvite(invite.slice(0, MAX_SECRET_CHARS))
}
