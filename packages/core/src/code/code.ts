/**
 * Short codes: `number-word-word-word`, such as `4821-pear-orbit-lamp`. The number says where two ends meet, and anybody
 * may know it; the three words (33 bits) are the secret, which nobody can try without the other end noticing.
 */
import { randomInt } from 'node:crypto'
import { CODE_WORDS } from '@comice/protocol'
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import { CODE_WORD_COUNT, MAX_CODE_NUMBER, MAX_CODE_TEXT_CHARS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { nearestWord } from './nearest-word.ts'

export interface Code {
  /** 1 to 9,999. */
  readonly number: number
  /** Three of CODE_WORDS. */
  readonly words: readonly string[]
}

/** A new code, by the system's random numbers. Default number: chance too. */
export function createCode(number: number = randomInt(1, MAX_CODE_NUMBER + 1)): Code {
  const word = () => CODE_WORDS[randomInt(CODE_WORDS.length)] ?? ''
  return { number, words: Array.from({ length: CODE_WORD_COUNT }, word) }
}

export function formatCode({ number, words }: Code): string {
  return [number, ...words].join('-')
}

/**
 * Reads a code as people type and say it: in any case, with spaces, dots or commas for dashes, the number in front or
 * behind, and words cut short as long as only one begins like that.
 *
 * @throws CODE_INVALID with the word that was probably meant
 */
export function parseCode(text: string): Code {
  if (text.length > MAX_CODE_TEXT_CHARS) throw invalid('it is too long')
  const parts = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s\-‐-―_.,/]+/u)
    .filter((part) => part !== '')
  if (parts.length !== CODE_WORD_COUNT + 1)
    throw invalid(`expected a number and ${CODE_WORD_COUNT} words, found ${parts.length} parts`)
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  const isNumberLast = /^\d+$/u.test(last)
  const words = isNumberLast ? parts.slice(0, -1) : parts.slice(1)
  return {
    number: parseNumber(isNumberLast ? last : first),
    words: words.map((word, index) => completeWord(word, index)),
  }
}

/** Where the two ends meet: it depends on the number alone, and on what is to be done there, such as `send`. */
export function topicOfCode(purpose: string, { number }: Code): Uint8Array {
  return crypto.hash(b4a.from(`comice/${purpose}/1\0${number}`))
}

/** What the key exchange takes. */
export function secretOfCode(code: Code): Uint8Array {
  return b4a.from(formatCode(code))
}

function parseNumber(text: string): number {
  const number = /^0*[1-9]\d{0,3}$/u.test(text) ? Number(text) : 0
  if (number < 1 || number > MAX_CODE_NUMBER)
    throw invalid(`expected a number from 1 to ${MAX_CODE_NUMBER} in front`)
  return number
}

const ORDINALS = ['first', 'second', 'third'] as const

function completeWord(word: string, index: number): string {
  if (CODE_WORDS.includes(word)) return word
  const longer = CODE_WORDS.filter((known) => known.startsWith(word))
  const [only] = longer
  if (longer.length === 1 && only !== undefined) return only
  const which = `the ${ORDINALS[index] ?? 'last'} word`
  if (longer.length > 1)
    throw invalid(`${which} is cut too short: it may be ${longer.slice(0, 3).join(', ')}`)
  const meant = nearestWord(word, CODE_WORDS)
  throw invalid(meant === null ? `${which} is none of a code` : `${which} is none of a code; is it ${meant}?`)
}

function invalid(reason: string): Error {
  return CoreErrors.CODE_INVALID({ reason })
}
