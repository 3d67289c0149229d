/** Shows what an app is and what it may do, and lets the user decide. */
import type { RunQuestion } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import { promptLine } from '../input/prompt-line.ts'
import { type Output, peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'

export interface ConsentOptions {
  /** A yes to whatever needs no name typed. */
  readonly yes: boolean
  /** Refuse instead of asking. */
  readonly noAsk: boolean
  /** The name as it was typed on the command line, for scripts. */
  readonly trust: string | undefined
}

export type Consent = { readonly allowed: true; readonly typed?: string } | { readonly allowed: false }

/** @throws CONSENT_NEEDED when nobody can be asked */
export async function askConsent(
  question: RunQuestion,
  options: ConsentOptions,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<Consent> {
  if (question.typed !== null && options.trust !== undefined) return { allowed: true, typed: options.trust }
  if (question.typed === null && options.yes) return { allowed: true }
  if (options.noAsk || output.isJson || !process.stdin.isTTY) throw needed(question)
  for (const line of consentLines(question)) process.stderr.write(`${line}\n`)
  if (question.typed === null) {
    const answer = await promptLine('Run it? [y/N] ', signal)
    return { allowed: /^y(?:es)?$/iu.test(answer.trim()) }
  }
  const typed = await promptLine('To run it all the same, type its name: ', signal)
  return typed.trim() === '' ? { allowed: false } : { allowed: true, typed }
}

function needed({ app, words, typed }: RunQuestion): Error {
  const option = typed === null ? '--yes' : `--trust ${JSON.stringify(peerText(app.name))}`
  return TerminalErrors.CONSENT_NEEDED({ app: app.name, words: [...words], option })
}

const WHY: Readonly<Record<RunQuestion['reason'], string>> = {
  app: 'It runs here for the first time.',
  author: 'Somebody else signs it than before.',
  permissions: 'This version asks for more than you allowed.',
  unconfined: 'Until now it ran confined.',
}

/** What the user reads; every text of the author's is made harmless. */
export function consentLines(question: RunQuestion): string[] {
  const { app, reason, words, added, confinement } = question
  const bold = (text: string) => paint('bold', text, process.stderr)
  const by = app.author === null ? 'unsigned: its author is not known' : `signed by ${app.author}`
  const isHeld = confinement === 'confined'
  return [
    '',
    `${bold(peerText(app.name))} ${peerText(app.version)} (${peerText(app.channel)})`,
    `  ${by}`,
    ...(app.link === null ? [] : [`  ${app.link}`]),
    '',
    `${WHY[reason]} ${isHeld ? 'It is confined by the operating system.' : ''}`.trim(),
    ...words.map((sentence) => `  • ${peerText(sentence)}`),
    ...(added.length === 0 ? [] : ['New:', ...added.map((sentence) => `  + ${peerText(sentence)}`)]),
    ...(isHeld ? [] : [paint('red', notHeld(confinement), process.stderr)]),
    '',
  ]
}

function notHeld(confinement: RunQuestion['confinement']): string {
  return confinement === 'full'
    ? 'Nothing holds it: it may do everything that you may do.'
    : 'It is not confined against hostile code: there is no sandbox of the operating system here.'
}
