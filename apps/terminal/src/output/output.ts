/**
 * Results go to stdout, everything else to stderr. With --json each result is one JSON line with the version of its
 * schema; without, it is text for people, in which nothing that a peer wrote can act as a control sequence.
 */
import { styleText } from 'node:util'
import { errorToWire, sanitizeText } from '@comice/protocol'
import { JSON_VERSION } from '../constants.ts'

type Style = Parameters<typeof styleText>[0]

export interface Output {
  readonly isJson: boolean
  /** A result: `fields` for programs, `text` for people. */
  result(type: string, fields: object, text: string): void
  /** Something for people alone, on stderr; silent with --json. */
  note(text: string): void
}

export function createOutput({ json = false }: { json?: boolean }): Output {
  return {
    isJson: json,
    result: (type, fields, text) => {
      const line = json ? JSON.stringify({ v: JSON_VERSION, type, ...fields }) : text
      process.stdout.write(`${line}\n`)
    },
    note: (text) => {
      if (!json) process.stderr.write(`${text}\n`)
    },
  }
}

/** Text of a peer, made safe for a terminal. With `lines`, line breaks stay and the following lines are indented. */
export function peerText(text: string): string {
  return sanitizeText(text)
}

/** Colours `text` unless NO_COLOR, a pipe or a dumb terminal says not to. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** An error, its advice and its code, on stderr. */
export function printError(error: unknown, { json }: { json: boolean }): void {
  const wire = errorToWire(error)
  if (json) {
    process.stderr.write(`${JSON.stringify({ v: JSON_VERSION, type: 'error', ...wire })}\n`)
    return
  }
  const label = styleText('red', 'error:', { stream: process.stderr })
  process.stderr.write(`${label} ${peerText(wire.message)} (${wire.code})\n`)
  if (wire.expected !== undefined) process.stderr.write(`  expected: ${peerText(wire.expected)}\n`)
  if (wire.found !== undefined) process.stderr.write(`  found: ${peerText(wire.found)}\n`)
  if (wire.hint !== undefined) process.stderr.write(`  → ${peerText(wire.hint)}\n`)
}
