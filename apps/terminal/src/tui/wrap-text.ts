/** Lines of at most so many columns, broken between words where that is possible. */
import { textWidth } from '../output/text-width.ts'

let segmenter: Intl.Segmenter | null = null

/** `text` has no control sequences; its own line breaks stay. At least one line. */
export function wrapText(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(1, columns)))
}

/** At most so many columns; an ellipsis where something is left out. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  if (columns <= 0) return ''
  let [kept, width] = ['', 0]
  for (const letter of letters(text)) {
    const letterWidth = textWidth(letter)
    if (width + letterWidth > columns - 1) break
    kept += letter
    width += letterWidth
  }
  return `${kept}…`
}

export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)))
}

function wrapLine(line: string, columns: number): string[] {
  if (textWidth(line) <= columns) return [line]
  const lines: string[] = []
  let [current, width] = ['', 0]
  const end = () => {
    lines.push(current.trimEnd())
    ;[current, width] = ['', 0]
  }
  for (const [word] of line.matchAll(/\s+|\S+/gu)) {
    const wordWidth = textWidth(word)
    if (width + wordWidth <= columns) {
      current += word
      width += wordWidth
      continue
    }
    if (word.trim() === '') continue
    if (width > 0) end()
    if (wordWidth <= columns) {
      ;[current, width] = [word, wordWidth]
      continue
    }
    for (const letter of letters(word)) {
      const letterWidth = textWidth(letter)
      if (width > 0 && width + letterWidth > columns) end()
      current += letter
      width += letterWidth
    }
  }
  end()
  return lines
}

function letters(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}
