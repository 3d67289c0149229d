/** Reads an invite: an invite lets its holder into a room, so it need not stand in a shell's history. */
import { MAX_SECRET_CHARS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'

/**
 * The argument when there is one; else the first line of a pipe, or what is typed at a prompt. It is looked at here, so
 * that nobody waits for the node to say that a word is missing.
 *
 * @throws NO_INVITE, SECRET_TEXT_INVALID, SECRET_TEXT_NEWER
 */
export async function readInvite(argument: string | undefined, signal: AbortSignal): Promise<string> {
  const isGiven = argument !== undefined && argument !== '-'
  const text = isGiven ? argument : process.stdin.isTTY ? await typedLine(signal) : await firstLine()
  const invite = text.trim()
  if (invite === '') throw TerminalErrors.NO_INVITE()
  // Loaded here, because checksums are for whoever joins.
  const { checkInvite } = await import('./check-invite.ts')
  return checkInvite(invite.slice(0, MAX_SECRET_CHARS))
}

async function typedLine(signal: AbortSignal): Promise<string> {
  const { promptLine } = await import('./prompt-line.ts')
  return promptLine('Invite: ', signal)
}

/** The first line of the pipe that has something in it. */
async function firstLine(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) {
    text = (text + String(chunk)).trimStart()
    if (text.includes('\n') || text.length > MAX_SECRET_CHARS) break
  }
  return text.split('\n', 1)[0] ?? ''
}
