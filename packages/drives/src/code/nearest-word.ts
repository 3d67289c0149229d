import { MAX_WORD_EDITS } from '../constants.ts'

/** The one of `words` that is reached with the fewest typing errors, at most {@link MAX_WORD_EDITS}; else null. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  let nearest: string | null = null
  let fewest = MAX_WORD_EDITS + 1
  for (const known of words) {
    if (Math.abs(known.length - word.length) >= fewest) continue
    const edits = countEdits(word, known)
    if (edits < fewest) [nearest, fewest] = [known, edits]
  }
  return nearest
}

/** Letters to put in, take out, change or swap with the next one (optimal string alignment). */
function countEdits(from: string, to: string): number {
  let [before, above]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwap =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    ;[before, above] = [above, current]
  }
  return above[to.length] ?? 0
}
