/**
 * Names that people choose, for rooms, themselves and seeders. The rules are for the one who chooses: they look up
 * Unicode's tables, which differ between engines, so a reader of a room must not refuse operations by them (members
 * would drift apart). Readers bound the bytes, and show names through {@link displayName}.
 */
import { MAX_COMBINING_MARKS, MAX_NAME_BYTES } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { sanitizeText } from './sanitize-text.ts'

const SPACES = /[\p{White_Space}]+/gu
const LONE_SURROGATE = /[\ud800-\udfff]/u
// Controls, private use, unassigned; formatting characters except the joiners, which emoji, Persian and Indic need.
const REFUSED = /[\p{Cc}\p{Co}\p{Cn}]|(?![\u200c\u200d\u{e0020}-\u{e007f}])\p{Cf}/u
// Joiners, variation selectors and tags count only after something visible; blank fillers never do.
const MISPLACED_JOINER = /(?:^|[\s\u200c\u200d])[\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}]/u
const MISPLACED_TAG = /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6})[\u{e0020}-\u{e007f}]/u
const BLANK_LETTERS = /[\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5]/u
const PILED_MARKS = new RegExp(`\\p{M}{${MAX_COMBINING_MARKS + 1},}`, 'u')
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * The name in the form we store: Unicode NFC, outer space removed, inner space single.
 * @throws NAME_INVALID when it is empty, over {@link MAX_NAME_BYTES} bytes of UTF-8, or has characters that are
 * invisible, control others or pile up
 */
export function normalizeName(text: string): string {
  const reason = text.length > MAX_NAME_BYTES * 8 ? TOO_LONG : null
  if (reason !== null) throw ProtocolErrors.NAME_INVALID({ reason })
  const name = text.normalize('NFC').replace(SPACES, ' ').trim()
  const problem = problemOf(name)
  if (problem !== null) throw ProtocolErrors.NAME_INVALID({ reason: problem })
  return name
}

const TOO_LONG = `it takes more than ${MAX_NAME_BYTES} bytes`

function problemOf(name: string): string | null {
  if (name === '') return 'it is empty'
  if (LONE_SURROGATE.test(name)) return 'it is not well-formed text'
  if (new TextEncoder().encode(name).byteLength > MAX_NAME_BYTES) return TOO_LONG
  if (REFUSED.test(name)) return 'it has control or formatting characters'
  if (MISPLACED_JOINER.test(name) || MISPLACED_TAG.test(name) || BLANK_LETTERS.test(name)) {
    return 'it has invisible characters'
  }
  if (PILED_MARKS.test(name)) return `more than ${MAX_COMBINING_MARKS} accents pile up on one letter`
  return VISIBLE.test(name) ? null : 'nothing in it is visible'
}

/** A peer's name as it can be shown on one line, in a terminal too. Never empty: `fallback` stands for blank ones. */
export function displayName(name: string, fallback: string): string {
  const clean = sanitizeText(name).replace(SPACES, ' ').trim()
  return VISIBLE.test(clean.replace(BLANK_LETTERS_ALL, '')) ? clean : fallback
}

const BLANK_LETTERS_ALL = new RegExp(BLANK_LETTERS.source, 'gu')
