/** The room that is shown, or what is shown instead, as lines. */
import { displayName } from '@comice/protocol'
import { plural, stateText } from '../output/format.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { textWidth } from '../output/text-width.ts'
import { messageBlocks, visibleLines } from './message-lines.ts'
import { forwardLines, helpLines, memberLines, searchLines } from './overlay-lines.ts'
import type { OpenRoom, Scrolled, TuiState } from './tui-state.ts'
import { cutText, wrapText } from './wrap-text.ts'
import { writingLines } from './writing-lines.ts'

export interface RoomArea {
  readonly columns: number
  readonly rows: number
  /** Lines of messages that were hidden below what was shown before. */
  readonly hidden: number
}

export interface RoomLines {
  readonly lines: readonly string[]
  readonly hidden: number
  /** How far down help, or the members, can be scrolled, in lines; null where nothing of that kind is shown. */
  readonly end: number | null
}

/** Exactly as many lines as there are rows. */
export function roomLines(state: TuiState, area: RoomArea): RoomLines {
  const { columns, rows } = area
  const head = [headLine(state, columns), paint('dim', `  ${'─'.repeat(Math.max(0, columns - 4))}`)]
  const { overlay } = state
  const covering = coveringLines(state, { ...area, rows: rows - head.length - 1 })
  if (covering !== null) {
    const hint = overlay === null ? '' : (COVERING_HINTS[overlay.kind] ?? 'Esc back')
    return { ...covering, lines: [...head, ...covering.lines, paint('dim', `  ${hint}`)] }
  }
  const foot = writingLines(state, { columns, rows })
  const middle = middleLines(state, { ...area, rows: Math.max(1, rows - head.length - foot.length) })
  return { lines: [...head, ...middle.lines, ...foot].slice(0, rows), hidden: middle.hidden, end: null }
}

const COVERING_HINTS: Readonly<Record<string, string>> = {
  search: '↑↓ choose · Enter go there · Esc back',
  help: '↑↓ more · Esc back',
  members: '↑↓ more · Esc back',
  forward: '↑↓ choose · Enter say it there · Esc back',
}

/** A room keeps so much of its name, whatever else is to be said of it. */
const MIN_NAME_COLUMNS = 8

function headLine({ open, overlay }: TuiState, columns: number): string {
  if (open === null) return `  ${paint('bold', 'Comice')}`
  const { snapshot, present, isAtEnd } = open
  if (snapshot === null) return `  ${paint('dim', 'loading …')}`
  const { room } = snapshot
  const facts = [
    plural(room.members, 'member'),
    ...(present.length === 0 ? [] : [`${present.length} here`]),
    ...(room.state === 'member' ? [] : [stateText(room)]),
    ...(overlay?.kind === 'thread' ? ['thread'] : []),
    ...(isAtEnd ? [] : ['older messages']),
  ]
  const all = facts.join(' · ')
  const name = cutText(
    displayName(room.name, shortKey(room.id)),
    Math.max(MIN_NAME_COLUMNS, columns - textWidth(all) - 6),
  )
  const rest = cutText(all, columns - textWidth(name) - 6)
  return `  ${paint('bold', name)}  ${paint('dim', rest)}`
}

/** What takes the place of everything below the head; null when nothing does. */
function coveringLines(state: TuiState, area: RoomArea): RoomLines | null {
  const { columns, rows } = area
  const { overlay, open } = state
  if (overlay?.kind === 'search') return filled(searchLines(overlay, columns, rows), area)
  if (overlay?.kind === 'forward') return filled(forwardLines(state, overlay, area), area)
  if (overlay?.kind === 'help') return scrolled(helpLines(columns), overlay, area)
  if (overlay?.kind === 'members' && open !== null) return scrolled(memberLines(open, columns), overlay, area)
  return null
}

function scrolled(lines: readonly string[], { from }: Scrolled, area: RoomArea): RoomLines {
  const end = Math.max(0, lines.length - area.rows)
  return { ...filled(lines.slice(Math.min(from, end)), area), end }
}

/** The messages, at the lower end; or why there are none. */
function middleLines({ open, rooms, overlay }: TuiState, area: RoomArea): RoomLines {
  if (open === null) return emptyLines(rooms === null ? [] : WELCOME, area)
  if (open.snapshot === null) return emptyLines([], area)
  const isThread = overlay?.kind === 'thread'
  const messages = isThread ? [overlay.root, ...overlay.replies] : open.messages
  if (messages.length === 0) return emptyLines(NOTHING_SAID, area)
  const shown = isThread ? { ...open, firstUnread: null, selected: null } : open
  return messageArea({ ...shown, messages }, area)
}

function messageArea(open: OpenRoom, { rows, columns, hidden }: RoomArea): RoomLines {
  const { messages, firstUnread, selected, snapshot } = open
  const me = snapshot?.members.find(({ mine }) => mine)?.id ?? null
  const blocks = messageBlocks(messages, { columns, selected, firstUnread, me })
  const shown = visibleLines(blocks, { rows, selected, hidden })
  const lines = [...openingLine(open, rows - shown.lines.length), ...shown.lines]
  return { lines, hidden: shown.hidden, end: null }
}

function openingLine({ messages }: OpenRoom, rows: number): string[] {
  if (rows <= 0) return []
  const isStart = messages[0]?.seq === 0
  const line = isStart && rows > 1 ? [`  ${paint('dim', 'The room begins here.')}`] : []
  return [...Array.from({ length: rows - line.length }, () => ''), ...line]
}

const WELCOME = [
  'No rooms yet.',
  '',
  '/new Pears makes a room.',
  '/join and an invite joins one.',
  '',
  'There is no server: a room is on the machines of who is in it.',
]
const NOTHING_SAID = ['Nothing was said here yet.', '', '/invite makes an invite for somebody.']

function emptyLines(text: readonly string[], { columns, rows, hidden }: RoomArea): RoomLines {
  const shown = text.flatMap((line, at) =>
    wrapText(line, columns - 6).map((row) => `    ${at === 0 ? row : paint('dim', row)}`),
  )
  const above = Math.max(0, Math.floor((rows - shown.length) / 2))
  const lines = [...Array.from({ length: above }, () => ''), ...shown]
  return { ...filled(lines, { columns, rows, hidden }), hidden: 0 }
}

function filled(lines: readonly string[], { rows, hidden }: RoomArea): RoomLines {
  const rest = Array.from({ length: Math.max(0, rows - lines.length) }, () => '')
  return { lines: [...lines.slice(0, rows), ...rest], hidden, end: null }
}
