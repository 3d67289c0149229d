/** Small texts that several screens show. */
import { SHORT_KEY_CHARS } from '../constants.ts'

const encoder = new TextEncoder()

/** Length of a text as it is written, in bytes of UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}

/** `1 peer`, `2 peers`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`
}

/** The part of a key that people compare. */
export function shortKey(key: string): string {
  return key.slice(0, SHORT_KEY_CHARS)
}

/** Up to two initials of a name; marks that stack on letters stay out. */
export function initials(name: string): string {
  const words = name.normalize('NFC').replaceAll(/\p{M}/gu, '').trim().split(/\s+/)
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '')
  return letters.join('').toLocaleUpperCase() || '·'
}

/** A number from 0 to `size - 1` that stays the same for a key. */
export function hueOf(key: string, size: number): number {
  let hash = 0
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % size
}

/** First letter large, full stop at the end: errors are written for terminals, in lower case. A command stays as it is typed. */
export function sentence(text: string): string {
  const isCommand = text.startsWith('comice ')
  const start = isCommand ? text : text.charAt(0).toLocaleUpperCase() + text.slice(1)
  return /[.!?…]$/.test(start) ? start : `${start}.`
}
