import { createHash } from 'node:crypto'
import { isEqualBytes } from '@comice/protocol'
import type { BatchRecord, SentEntry } from './batch-encoding.ts'
import { MisbehavedError } from './entry-guard.ts'

/** A file that came whole in one batch. */
export interface WholeFile {
  readonly entry: SentEntry
  readonly contents: Uint8Array
  /** How many of the batch's records it takes. */
  readonly records: number
}

const NOTHING = new Uint8Array()

/** The file that begins at this record, when all of it follows. @throws MisbehavedError when its hash is another */
export function wholeFileAt(records: readonly BatchRecord[], at: number): WholeFile | null {
  const first = records[at]
  if (first?.kind !== 'entry' || !isBeginning(first.entry)) return null
  const next = records[at + 1]
  const contents = next?.kind === 'data' ? next.bytes : NOTHING
  const count = next?.kind === 'data' ? 3 : 2
  const end = records[at + count - 1]
  if (end?.kind !== 'end' || contents.byteLength !== first.entry.bytes) return null
  if (!isEqualBytes(createHash('sha256').update(contents).digest(), end.hash))
    throw new MisbehavedError('a file whose hash is another')
  return { entry: first.entry, contents, records: count }
}

function isBeginning({ kind, offset }: SentEntry): boolean {
  return kind === 'file' && offset === 0
}
