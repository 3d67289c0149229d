/** Asks before something is deleted that cannot be had back. */
import { TerminalErrors } from '../errors.ts'
import type { Session } from '../session/session.ts'

/** @throws CONFIRMATION_NEEDED when nobody can be asked, NOT_CONFIRMED */
export async function confirm({ output, signal }: Session, what: string, isSure: boolean): Promise<void> {
  if (isSure) return
  if (output.isJson || !process.stdin.isTTY) throw TerminalErrors.CONFIRMATION_NEEDED({ what })
  const { promptLine } = await import('./prompt-line.ts')
  const answer = await promptLine(`Delete ${what}? [y/N] `, signal)
  if (!/^y(?:es)?$/iu.test(answer.trim())) throw TerminalErrors.NOT_CONFIRMED()
}
