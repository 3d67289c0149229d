/** The lines of a file that comes in pieces, in memory that does not grow with it. */
import b4a from 'b4a'
import { MAX_ARCHIVE_LINE_BYTES } from '../constants.ts'

/** A line, or why it is none that can be read; nothing follows that. */
export type ReadLine =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly problem: string }

const NEWLINE = 0x0a

/** Lines from 1 on, those that are empty left out. The last one needs no newline. */
export async function* archiveLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ReadLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let begun: Uint8Array[] = []
  let [number, bytes] = [1, 0]
  const add = (part: Uint8Array) => {
    bytes += part.byteLength
    if (bytes <= MAX_ARCHIVE_LINE_BYTES) begun.push(part)
  }
  const take = (): ReadLine | null => {
    const line = readLine({ number, bytes, parts: begun }, decoder)
    ;[begun, bytes] = [[], 0]
    number++
    return line
  }
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      add(piece.subarray(from, end))
      const line = take()
      if (line !== null) yield line
      if (line !== null && 'problem' in line) return
      from = end + 1
    }
    add(piece.subarray(from))
    if (bytes > MAX_ARCHIVE_LINE_BYTES) break
  }
  const last = take()
  if (last !== null) yield last
}

function readLine(
  { number, bytes, parts }: { number: number; bytes: number; parts: readonly Uint8Array[] },
  decoder: TextDecoder,
): ReadLine | null {
  if (bytes > MAX_ARCHIVE_LINE_BYTES)
    return { number, problem: `takes more than ${MAX_ARCHIVE_LINE_BYTES} bytes` }
  try {
    const text = decoder.decode(b4a.concat([...parts])).trim()
    return text === '' ? null : { number, text }
  } catch {
    return { number, problem: 'is not UTF-8' }
  }
}
