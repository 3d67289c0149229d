/** Reads an invite: an invite lets its holder into a room, so it need not stand in a shell's history. */
import { createInterface } from 'node:readline/promises'
import { MAX_SECRET_CHARS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'

/** The argument when there is one; else the first line of a pipe, or what is typed at a prompt. @throws NO_INVITE */
export async function readInvite(argument: string | undefined, signal: AbortSignal): Promise<string> {
  const invite = (argument === undefined || argument === '-' ? await readLine(signal) : argument).trim()
  if (invite === '') throw TerminalErrors.NO_INVITE()
  return invite.slice(0, MAX_SECRET_CHARS)
}

async function readLine(signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY) {
    const prompt = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await prompt.question('Invite: ', { signal })
    } finally {
      prompt.close()
    }
  }
  let text = ''
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.includes('\n') || text.length > MAX_SECRET_CHARS) break
  }
  return text.split('\n', 1)[0] ?? ''
}
