/**
 * Where an imported message comes from: the first line of its text, and an empty one below it.
 *
 *     imported: alice, 2026-01-02T10:00:05.000Z, <id>
 *
 *     what alice said
 *
 * `<id>` is that of the message where it was said; `+1`, `+2`, … behind it stand on what follows of a text that was too long for one
 * message here. It is text, so that every version of Comice shows it; those that know the line show it beside the text. Whoever posts
 * says so, and nobody can check it: anybody may write such a line by hand, and it would be worth as much.
 */
import { displayName, LIMITS } from '@comice/protocol'
import b4a from 'b4a'
import { MAX_ORIGIN_TIME_MS } from '../constants.ts'
import { parseMessageId } from './parse-message-id.ts'
import type { MessageOrigin } from './room-message.ts'

const BEGINNING = 'imported: '

/** A name is of any characters, and of what a file says; time and id are of one form only, so they are found from the end. */
const LINE =
  /^imported: (?<name>[^\n]{1,256}), (?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z), (?<id>[a-z\d]{52}\/\d{1,15})(?:\+(?<part>\d{1,4}))?\n\n/u

/** Its text with its origin above it. @param origin its name may be anything, and is shortened and cleaned */
export function withOrigin({ id, name, claimedAt, part }: MessageOrigin, text: string): string {
  const [called = ''] = splitText(displayName(name, id.slice(0, 8)), LIMITS.MAX_NAME_BYTES)
  const at = new Date(Math.min(Math.max(0, Math.trunc(claimedAt)), MAX_ORIGIN_TIME_MS)).toISOString()
  return `${BEGINNING}${called}, ${at}, ${id}${part === 0 ? '' : `+${part}`}\n\n${text}`
}

/** What was said, without the line that says where; and what the line says, null when there is none. */
export function readOrigin(text: string): { readonly origin: MessageOrigin | null; readonly text: string } {
  const found = text.startsWith(BEGINNING) ? LINE.exec(text) : null
  const { name = '', at = '', id = '', part = '0' } = found?.groups ?? {}
  const claimedAt = Date.parse(at)
  if (found === null || Number.isNaN(claimedAt) || parseMessageId(id) === null) return { origin: null, text }
  const called = displayName(name, id.slice(0, 8))
  return { origin: { id, name: called, claimedAt, part: Number(part) }, text: text.slice(found[0].length) }
}

/** Pieces of so many bytes of UTF-8 at most, none of which begins within a character. Of an empty text one, which is empty. */
export function splitText(text: string, maxBytes: number): string[] {
  const bytes = b4a.from(text)
  const pieces: string[] = []
  let from = 0
  while (bytes.byteLength - from > maxBytes) {
    let end = from + maxBytes
    while (isWithinCharacter(bytes[end])) end--
    pieces.push(b4a.toString(bytes.subarray(from, end)))
    from = end
  }
  return [...pieces, b4a.toString(bytes.subarray(from))]
}

function isWithinCharacter(byte = 0): boolean {
  return (byte & 0b1100_0000) === 0b1000_0000
}
