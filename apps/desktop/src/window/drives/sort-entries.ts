/** The order in which a folder is shown. */
import type { ListedEntry } from '@comice/host'
import { nameOf } from './drive-words.ts'

export type SortKey = 'name' | 'size' | 'time'

export interface Sorting {
  readonly by: SortKey
  readonly isDown: boolean
}

/** As people count: `2.jpg` before `10.jpg`. */
const collator = new Intl.Collator(undefined, { numeric: true })

/** Folders first; what is equal by size or time stands by name. */
export function sortEntries(entries: readonly ListedEntry[], { by, isDown }: Sorting): ListedEntry[] {
  const named = entries.map((entry) => ({ entry, name: nameOf(entry.path) }))
  const sign = isDown ? -1 : 1
  named.sort((a, b) => {
    const rank = Number(b.entry.kind === 'folder') - Number(a.entry.kind === 'folder')
    if (rank !== 0) return rank
    const byName = collator.compare(a.name, b.name)
    if (by === 'name') return sign * byName
    const difference = valueOf(a.entry, by) - valueOf(b.entry, by)
    return difference === 0 ? byName : sign * difference
  })
  return named.map(({ entry }) => entry)
}

function valueOf({ bytes, mtimeMs }: ListedEntry, by: 'size' | 'time'): number {
  return by === 'size' ? bytes : (mtimeMs ?? 0)
}
