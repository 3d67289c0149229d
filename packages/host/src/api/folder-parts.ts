/** What is in a folder, for a page: a part soon, the rest in large ones, and not without end. */
import type { ListedEntry } from '@comice/drives'
import { FIRST_FOLDER_BATCH, FOLDER_BATCH, MAX_FOLDER_ENTRIES } from '../constants.ts'

/** A part of a folder's entries, in no order that is meant for people. */
export interface FolderPart {
  /** Entries before these: 0 begins anew. */
  readonly from: number
  readonly entries: readonly ListedEntry[]
  readonly isLast: boolean
  /** With the last: the folder has more. */
  readonly isCut: boolean
}

export async function* folderParts(
  listing: AsyncIterable<ListedEntry>,
  maxEntries = MAX_FOLDER_ENTRIES,
): AsyncGenerator<FolderPart> {
  let [from, entries]: [number, ListedEntry[]] = [0, []]
  for await (const entry of listing) {
    if (from + entries.length >= maxEntries) {
      yield { from, entries, isLast: true, isCut: true }
      return
    }
    if (entries.length >= (from === 0 ? FIRST_FOLDER_BATCH : FOLDER_BATCH)) {
      yield { from, entries, isLast: false, isCut: false }
      from += entries.length
      entries = []
    }
    entries.push(entry)
  }
  yield { from, entries, isLast: true, isCut: false }
}
