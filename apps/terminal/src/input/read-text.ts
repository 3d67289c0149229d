/** Reads what is to be said. */
import { LIMITS } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'

/** The words joined, or with a single `-` everything that stdin holds. @throws NO_TEXT, TEXT_TOO_LONG */
export async function readText(words: readonly string[]): Promise<string> {
  return checkText(words.length === 1 && words[0] === '-' ? await readStdin() : words.join(' '))
}

/** The text, if it can be a message: the node checks again. @throws NO_TEXT, TEXT_TOO_LONG */
export function checkText(text: string): string {
  if (text.trim() === '') throw TerminalErrors.NO_TEXT()
  const bytes = Buffer.byteLength(text)
  if (bytes > LIMITS.MAX_MESSAGE_BYTES) throw tooLong(bytes)
  return text
}

/** Without the line break at its end, which is the pipe's and not the writer's. */
async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    // Whatever is piped in, no more of it is held than tells that it is too long.
    if (bytes > LIMITS.MAX_MESSAGE_BYTES * 2) throw tooLong(bytes)
  }
  return Buffer.concat(chunks)
    .toString()
    .replace(/\r?\n$/u, '')
}

function tooLong(bytes: number): Error {
  return TerminalErrors.TEXT_TOO_LONG({ limit: LIMITS.MAX_MESSAGE_BYTES, bytes })
}
