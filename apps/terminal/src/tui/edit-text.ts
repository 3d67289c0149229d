/** A text that is being written, and where in it: every change makes a new one. */
import type { Key } from './key-reader.ts'

export interface Editing {
  readonly text: string
  /** Offset of the cursor, in UTF-16 units, always between two letters as people see them. */
  readonly cursor: number
}

export const NOTHING_WRITTEN: Editing = { text: '', cursor: 0 }

let segmenter: Intl.Segmenter | null = null

export function written(text: string): Editing {
  return { text, cursor: text.length }
}

/** What a key makes of the text; null when the key is not about it. */
export function editText(editing: Editing, key: Key): Editing | null {
  if (key.name === 'text') return key.alt ? null : insert(editing, key.text)
  if (key.ctrl) return editByControl(editing, key)
  const { text, cursor } = editing
  switch (key.name) {
    case 'backspace':
      return key.alt ? cut(editing, wordBefore(editing), cursor) : cut(editing, before(editing), cursor)
    case 'delete':
      return cut(editing, cursor, after(editing))
    case 'left':
      return { text, cursor: before(editing) }
    case 'right':
      return { text, cursor: after(editing) }
    case 'home':
      return { text, cursor: lineStart(editing) }
    case 'end':
      return { text, cursor: lineEnd(editing) }
    default:
      return null
  }
}

export function insert({ text, cursor }: Editing, added: string): Editing {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length }
}

/** The line above or below; null when there is none. */
export function moveLine(editing: Editing, by: -1 | 1): Editing | null {
  const { text, cursor } = editing
  const column = cursor - lineStart(editing)
  const edge = by === -1 ? lineStart(editing) - 1 : lineEnd(editing) + 1
  if (edge < 0 || edge > text.length) return null
  const start = lineStart({ text, cursor: edge })
  const end = lineEnd({ text, cursor: edge })
  return { text, cursor: whole(text, Math.min(start + column, end)) }
}

function editByControl(editing: Editing, { name }: Key): Editing | null {
  const { text, cursor } = editing
  switch (name) {
    case 'a':
      return { text, cursor: lineStart(editing) }
    case 'e':
      return { text, cursor: lineEnd(editing) }
    case 'u':
      return cut(editing, lineStart(editing), cursor)
    case 'k':
      return cut(editing, cursor, lineEnd(editing))
    case 'w':
      return cut(editing, wordBefore(editing), cursor)
    case 'j':
      return insert(editing, '\n')
    case 'left':
      return { text, cursor: wordBefore(editing) }
    case 'right':
      return { text, cursor: wordAfter(editing) }
    default:
      return null
  }
}

function cut({ text }: Editing, from: number, to: number): Editing {
  return { text: text.slice(0, from) + text.slice(to), cursor: from }
}

/** Letters as people see them: an emoji of several parts is one. */
function borders(text: string): number[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return [...[...segmenter.segment(text)].map(({ index }) => index), text.length]
}

function before({ text, cursor }: Editing): number {
  return borders(text).findLast((border) => border < cursor) ?? 0
}

function after({ text, cursor }: Editing): number {
  return borders(text).find((border) => border > cursor) ?? text.length
}

function whole(text: string, cursor: number): number {
  return borders(text).findLast((border) => border <= cursor) ?? 0
}

function wordBefore({ text, cursor }: Editing): number {
  return Math.max(0, text.slice(0, cursor).search(/\S+\s*$/u))
}

function wordAfter({ text, cursor }: Editing): number {
  return cursor + (/^\s*\S*/u.exec(text.slice(cursor))?.[0].length ?? 0)
}

function lineStart({ text, cursor }: Editing): number {
  return cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1
}

function lineEnd({ text, cursor }: Editing): number {
  const end = text.indexOf('\n', cursor)
  return end === -1 ? text.length : end
}
