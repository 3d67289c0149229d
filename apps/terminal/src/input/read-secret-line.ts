/** Reads a line that need not stand in a shell's history. */
import { MAX_SECRET_CHARS } from '../constants.ts'

export interface SecretLineOptions {
  /** Asked at a terminal. */
  readonly question: string
  readonly signal: AbortSignal
}

/** The argument when there is one and it is not `-`; else the first line of a pipe, or what is typed at a prompt. */
export async function readSecretLine(
  argument: string | undefined,
  { question, signal }: SecretLineOptions,
): Promise<string> {
  const isGiven = argument !== undefined && argument !== '-'
  const text = isGiven
    ? argument
    : process.stdin.isTTY
      ? await typedLine(question, signal)
      : await firstLine()
  return text.trim()
}

async function typedLine(question: string, signal: AbortSignal): Promise<string> {
  const { promptLine } = await import('./prompt-line.ts')
  return promptLine(question, signal)
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
