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
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)]
  const edits = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let row = 1; row <= from.length; row++) {
    rows[row] = [row]
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1
      rows[row]?.push(
        Math.min(
          edits(row - 1, column) + 1,
          edits(row, column - 1) + 1,
          edits(row - 1, column - 1) + change,
          isSwapAt(from, row, to.slice(column - 2, column)) ? edits(row - 2, column - 2) + 1 : Infinity,
        ),
      )
    }
  }
  return edits(from.length, to.length)
}

/** Whether the two letters of `from` before `end` are `pair` the other way round. */
function isSwapAt(from: string, end: number, pair: string): boolean {
  return end > 1 && pair.length === 2 && from[end - 1] === pair[0] && from[end - 2] === pair[1]
}
