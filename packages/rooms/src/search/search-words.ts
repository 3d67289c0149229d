/** What somebody types to find messages, as SQLite's FTS5 takes it (https://sqlite.org/fts5.html, section 3). */
import { MAX_SEARCH_WORDS, MIN_PREFIX_CHARS } from '../constants.ts'

/** Scripts that put no space between words. Each of their letters is indexed as a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
const LETTER = /[\p{L}\p{N}]/u

/** The text as it goes into the index. */
export function indexedText(text: string): string {
  return text.replaceAll(UNSPACED, ' $& ')
}

/**
 * All of the words, or their beginnings, in any order; what stands in quotes, as it is. Null when there is nothing to
 * look for.
 *
 * @param author identity, as z-base-32
 */
export function matchOf(words: string, author: string | null): string | null {
  const terms: string[] = []
  for (const [, quoted, bare] of words.matchAll(/"([^"]*)"?|([^\s"]+)/gu)) {
    const word = quoted ?? bare ?? ''
    if (!LETTER.test(word) || terms.length === MAX_SEARCH_WORDS) continue
    const isBeginning = quoted === undefined && [...word].length >= MIN_PREFIX_CHARS
    terms.push(`"${indexedText(word).replaceAll('"', '')}"${isBeginning ? ' *' : ''}`)
  }
  if (terms.length === 0) return null
  const by = author === null ? '' : ` AND author : "${author.replaceAll('"', '')}"`
  return `{indexed} : (${terms.join(' AND ')})${by}`
}
