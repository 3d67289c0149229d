/** What was probably meant by a word that is none of those that there are. */

/** Beyond it a word is another word. */
const MAX_EDITS = 3
/** Of the longer word's letters, this many have to be right. */
const MIN_SIMILARITY = 0.4

/** `Did you mean room?`, or null when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const dashes = /^-*/u.exec(word)?.[0].length ?? 0
  const bare = word.slice(dashes)
  let best = MAX_EDITS
  let near: string[] = []
  for (const candidate of candidates) {
    const other = candidate.replace(/^--/u, '')
    if (dashes !== candidate.length - other.length) continue
    const edits = editDistance(bare, other)
    const length = Math.max(bare.length, other.length)
    if (edits > best || (length - edits) / length <= MIN_SIMILARITY) continue
    near = edits < best ? [candidate] : [...near, candidate]
    best = edits
  }
  if (near.length === 0) return null
  return near.length === 1
    ? `Did you mean ${near[0] ?? ''}?`
    : `Did you mean one of ${near.toSorted().join(', ')}?`
}

/** Letters to insert, remove, replace, or swap with the next, to make the one word of the other. */
function editDistance(a: string, b: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwap ? at(before, j - 2) + 1 : Infinity,
      )
    }
    ;[before, last] = [last, row]
  }
  return at(last, b.length)
}

function at(row: readonly number[] | undefined, index: number): number {
  return row?.[index] ?? Infinity
}
