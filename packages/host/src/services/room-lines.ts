/** An exported room as bytes: JSON Lines, in pieces that are worth sending. */
import { exportRoom, type ArchiveLine, type Room } from '@comice/rooms'
import { EXPORT_PIECE_BYTES } from '../constants.ts'

export interface LinesOptions {
  /** Called for each message. */
  readonly onmessage?: () => void
}

/** @throws EXPORT_DISTURBED, HISTORY_UNREACHABLE, ROOM_CLOSED */
export async function* roomLines(room: Room, { onmessage }: LinesOptions = {}): AsyncGenerator<Uint8Array> {
  let piece = ''
  for await (const line of exportRoom(room)) {
    if (line.type === 'message') onmessage?.()
    piece += lineText(line)
    if (piece.length < EXPORT_PIECE_BYTES) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}

/** What JSON leaves as it is although a terminal may act on it: DEL, C1, and what reorders or hides text. */
const LOUD = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** A parser gives back every character, and `cat` of the file does nothing to a terminal. */
function lineText(line: ArchiveLine): string {
  const json = JSON.stringify(line)
  return `${json.replace(LOUD, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

/** A name for the file, in any file system: letters, digits, spaces and dashes of the room's name, and the day. */
export function exportName(name: string, now: number): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 60)
  return `${plain === '' ? 'room' : plain} ${new Date(now).toISOString().slice(0, 10)}.jsonl`
}
