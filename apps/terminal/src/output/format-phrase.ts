const COLUMNS = 4

/** The words of a phrase, numbered, in rows of four. */
export function formatPhrase(phrase: string): string {
  const words = phrase.split(' ')
  const width = Math.max(...words.map((word) => word.length))
  const cells = words.map((word, at) => `${String(at + 1).padStart(2)} ${word.padEnd(width)}`)
  const rows = Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) =>
    cells.slice(row * COLUMNS, (row + 1) * COLUMNS),
  )
  return rows.map((row) => row.join('  ').trimEnd()).join('\n')
}
