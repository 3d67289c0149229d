/**
 * Results go to stdout, everything else to stderr. With --json each result is one JSON line with the version of its
 * schema; without, it is text for people, in which nothing that a peer wrote can act as a control sequence.
 */
import { type ComiceError, errorToWire, sanitizeText } from '@comice/protocol'
import { JSON_VERSION } from '../constants.ts'
import { paint } from './paint.ts'

export interface Output {
  readonly isJson: boolean
  /** A result: `fields` for programs, `text` for people. */
  result(type: string, fields: object, text: string): void
  /** Something for people alone, on stderr; silent with --json. */
  note(text: string): void
  /** Something that went wrong, and what to do about it, on stderr. */
  error(error: unknown): void
}

export function createOutput({ json = false }: { json?: boolean }): Output {
  return {
    isJson: json,
    result: (type, fields, text) => {
      process.stdout.write(`${json ? jsonLine({ v: JSON_VERSION, type, ...fields }) : text}\n`)
    },
    note: (text) => {
      if (!json) process.stderr.write(`${text}\n`)
    },
    error: (error) => {
      const wire = errorToWire(error)
      const line = json ? jsonLine({ v: JSON_VERSION, type: 'error', ...wire }) : errorLines(wire)
      process.stderr.write(`${line}\n`)
    },
  }
}

/** Text of a peer on one line, made safe for a terminal. */
export function peerText(text: string): string {
  return sanitizeText(text)
}

/** What JSON leaves as it is although a terminal may act on it: DEL, C1, and what reorders or hides text. */
const LOUD = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** The object as one line of ASCII controls-free JSON; a parser gives back every character. */
function jsonLine(fields: object): string {
  return JSON.stringify(fields).replace(
    LOUD,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

type ErrorTexts = Pick<ComiceError, 'code' | 'message' | 'expected' | 'found' | 'hint'>

function errorLines({ code, message, expected, found, hint }: ErrorTexts): string {
  const lines = [`${paint('red', 'error:', process.stderr)} ${peerText(message)} (${code})`]
  if (expected !== undefined) lines.push(`  expected: ${peerText(expected)}`)
  if (found !== undefined) lines.push(`  found: ${peerText(found)}`)
  if (hint !== undefined) lines.push(`  → ${peerText(hint)}`)
  return lines.join('\n')
}
