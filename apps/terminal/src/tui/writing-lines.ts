/** The lower end of a room: who types, what was done, what is answered, what is being written, and which keys there are. */
import { displayName } from '@comice/protocol'
import { TUI_WRITING_ROWS } from '../constants.ts'
import { paint } from '../output/paint.ts'
import { textWidth } from '../output/text-width.ts'
import type { Editing } from './edit-text.ts'
import { quoteOf } from './message-lines.ts'
import { OFFERED_REACTIONS } from './tui-keys.ts'
import { draftOf, type TuiState } from './tui-state.ts'
import { cutText, wrapText } from './wrap-text.ts'

interface WritingArea {
  readonly columns: number
  /** Of the whole room. */
  readonly rows: number
}

export function writingLines(state: TuiState, { columns, rows }: WritingArea): string[] {
  const width = columns - 4
  return [
    typingLine(state, width),
    ...noticeLines(state, width, Math.max(1, rows - TUI_WRITING_ROWS - NOTICE_REST_ROWS)),
    paint('dim', `  ${'─'.repeat(Math.max(0, columns - 4))}`),
    ...contextLines(state, width),
    ...editingLines(state, width),
    paint('dim', `  ${fitting(hintsOf(state), width)}`),
  ]
}

function typingLine({ open }: TuiState, width: number): string {
  const names = (open?.present ?? [])
    .filter(({ isTyping }) => isTyping)
    .map(({ member }) => open?.snapshot?.members.find(({ id }) => id === member)?.name ?? '')
    .filter((name) => name !== '')
    .map((name) => displayName(name, 'somebody'))
  if (names.length === 0) return ''
  const who = names.length > 2 ? `${names.length} people` : names.join(' and ')
  return `  ${paint('dim', cutText(`${who} ${names.length === 1 ? 'is' : 'are'} typing …`, width))}`
}

/** Besides a notice and what is being written: the head, who types, a rule, what is answered, the keys, and a message. */
const NOTICE_REST_ROWS = 7

/** One that is longer says so: what is being written, below it, has to stay on the screen. */
function noticeLines({ notice }: TuiState, width: number, rows: number): string[] {
  if (notice === null) return []
  const all = notice.lines.flatMap((line) => wrapText(line, width))
  const lines =
    all.length <= rows ? all : [...all.slice(0, rows - 1), `… ${all.length - rows + 1} more lines`]
  return lines.map((line) => `  ${notice.isError ? paint('red', line) : line}`)
}

function contextLines(state: TuiState, width: number): string[] {
  const { replyTo, edits } = draftOf(state)
  const { overlay } = state
  if (overlay?.kind === 'delete')
    return [`  ${paint('yellow', 'Delete this for everybody? y / any other key')}`]
  if (overlay?.kind === 'react') {
    const offered = OFFERED_REACTIONS.map((emoji, at) => `${at + 1} ${emoji}`).join('  ')
    return [`  ${cutText(`React: ${offered}  or type one, Enter`, width)}`]
  }
  if (overlay?.kind === 'report')
    return [`  ${paint('yellow', cutText(`Reporting ${quoteOf(overlay.message)}`, width))}`]
  if (edits !== null) return [`  ${paint('cyan', cutText(`Editing: ${quoteOf(edits)}`, width))}`]
  if (replyTo !== null) return [`  ${paint('cyan', cutText(`Answering ${quoteOf(replyTo)}`, width))}`]
  return []
}

function editingLines(state: TuiState, width: number): string[] {
  const { overlay, focus } = state
  if (overlay?.kind === 'react') return editorLines(overlay.editing, { width, isActive: true, empty: '' })
  if (overlay?.kind === 'report')
    return editorLines(overlay.editing, { width, isActive: true, empty: 'Why? Who moderates reads it' })
  const { editing } = draftOf(state)
  const isActive = focus === 'writing' && overlay?.kind !== 'delete'
  const empty = state.open === null ? '/new and a name, or /join and an invite' : 'Write a message'
  return editorLines(editing, { width, isActive, empty })
}

interface EditorOptions {
  readonly width: number
  readonly isActive: boolean
  /** Shown where nothing is written. */
  readonly empty: string
}

/** What is written with its cursor, which is an attribute and no colour; the rows around it when there are many. */
export function editorLines({ text, cursor }: Editing, { width, isActive, empty }: EditorOptions): string[] {
  const prompt = isActive ? paint('cyan', '›') : paint('dim', '›')
  if (text === '') return [`${prompt} ${isActive ? cursorOn(' ') : ''}${paint('dim', empty)}`]
  const rows: string[] = []
  let cursorRow = 0
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    for (const [from, to] of pieces(line, width)) {
      const isLast = to === line.length
      const [a, b] = [start + from, start + to]
      const isHere = isActive && cursor >= a && (cursor < b || (isLast && cursor === end))
      if (isHere) cursorRow = rows.length
      rows.push(isHere ? withCursor(text.slice(a, b), cursor - a) : text.slice(a, b))
    }
    start = end + 1
  }
  const first = Math.max(0, Math.min(cursorRow - TUI_WRITING_ROWS + 1, rows.length - TUI_WRITING_ROWS))
  return rows
    .slice(first, first + TUI_WRITING_ROWS)
    .map((row, at) => `${first + at === 0 ? prompt : ' '} ${row}`)
}

/** Where a line breaks: between words, with the spaces at the end, so that every letter is on the screen once. */
function pieces(line: string, width: number): [number, number][] {
  const found: [number, number][] = []
  let [start, end] = [0, 0]
  for (const [word] of line.matchAll(/\S*\s*/gu)) {
    for (const part of wrapText(word.replaceAll(/\s/gu, '_'), width)) {
      if (end > start && textWidth(line.slice(start, end)) + textWidth(part.replace(/_+$/u, '')) >= width) {
        found.push([start, end])
        start = end
      }
      end += part.length
    }
  }
  return [...found, [start, end]]
}

function withCursor(text: string, at: number): string {
  const letter = firstLetter(text.slice(at))
  return text.slice(0, at) + cursorOn(letter) + text.slice(at + letter.length)
}

function firstLetter(text: string): string {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text))
    return segment
  return ' '
}

function cursorOn(letter: string): string {
  return `\u001B[7m${letter}\u001B[27m`
}

/** As many as fit, and the last one, which leads to all, in any case. */
function fitting(hints: readonly string[], width: number): string {
  const shown = hints.join(' · ')
  if (textWidth(shown) <= width || hints.length < 2) return cutText(shown, width)
  return fitting([...hints.slice(0, -2), ...hints.slice(-1)], width)
}

function hintsOf({ focus, overlay, open }: TuiState): readonly string[] {
  if (overlay?.kind === 'thread') return ['Enter answer', 'Esc back to the room']
  if (overlay?.kind === 'react') return ['Esc leave it']
  if (overlay?.kind === 'report') return ['Enter report it', 'Esc leave it']
  if (focus === 'rooms') return ['↑↓ choose', 'Enter open', 'Tab back', 'Ctrl-Q quit']
  if (focus === 'messages') return AT_MESSAGE_HINTS
  const room = open === null ? [] : ['↑ messages']
  return ['Enter send', ...room, 'Tab rooms', 'Ctrl-F search', 'F1 help']
}

const AT_MESSAGE_HINTS = [
  ...['Esc back', 'r answer', '+ react', 't thread', 'f forward', 'e edit', 'd delete', 'p pin', 's save'],
  ...['! report', 'F1 help'],
]
