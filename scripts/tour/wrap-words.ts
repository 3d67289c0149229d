/** Columns of the terminal behind a stream; a pipe has any number. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : Infinity
}

/**
 * Breaks a line of plain text between words where a terminal would break inside of one. The text begins in column `at`,
 * 0 when not given, and goes on there. A word that is longer than a line stays whole.
 */
export function wrapWords(text: string, { columns, at = 0 }: { columns: number; at?: number }): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || at + last.length + 1 + word.length > columns) lines.push(word)
    else lines.splice(-1, 1, `${last} ${word}`)
  }
  return lines.join(`\n${' '.repeat(at)}`)
}
