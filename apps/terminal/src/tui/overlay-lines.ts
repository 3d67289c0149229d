/** What takes the place of the messages for a while: help, members, search. */
import { displayName, lookAlikesOf, sanitizeText } from '@comice/protocol'
import { formatTime } from '../output/format-time.ts'
import { mutedText } from '../output/muted-text.ts'
import { plural } from '../output/format.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { dayOf } from '../output/transcript.ts'
import { forwardTargets, type ForwardView } from './forward.ts'
import { quoteOf } from './message-lines.ts'
import { textWidth } from '../output/text-width.ts'
import type { OpenRoom, SearchView, TuiState } from './tui-state.ts'
import { cutText, padText, wrapText } from './wrap-text.ts'
import { HELP } from './help-table.ts'
import { editorLines } from './writing-lines.ts'

interface Area {
  readonly columns: number
  readonly rows: number
}

/** Of the column with the keys; what they do stands beside it, or below them where that would be too narrow to read. */
const KEY_COLUMNS = 18
const NARROW_COLUMNS = 48

export function helpLines(columns: number): string[] {
  return HELP.flatMap((entry) => {
    if (typeof entry === 'string') return ['', `  ${paint('bold', entry)}`]
    const [keys, does] = entry
    if (columns < NARROW_COLUMNS || textWidth(keys) >= KEY_COLUMNS)
      return [
        ...wrapText(keys, columns - 4).map((line) => `  ${paint('cyan', line)}`),
        ...wrapText(does, columns - 8).map((line) => `      ${line}`),
      ]
    return wrapText(does, columns - KEY_COLUMNS - 4).map((line, at) => {
      return `  ${paint('cyan', padText(at === 0 ? keys : '', KEY_COLUMNS))}${line}`
    })
  })
}

export function memberLines({ snapshot, present }: OpenRoom, columns: number): string[] {
  const members = snapshot?.members ?? []
  const here = new Set(present.map(({ member }) => member))
  const alike = lookAlikesOf(members.map(({ name }) => name))
  const rows = members.flatMap(({ id, name, role, mine, muted, petname, poses }, at) => {
    const isHere = mine || here.has(id)
    const dot = isHere ? paint('green', '●') : paint('dim', '○')
    const flags = [
      ...(mine ? ['you'] : []),
      ...(isHere && !mine ? ['here'] : []),
      ...(muted === null ? [] : [mutedText(muted)]),
      ...(petname === null || petname === name
        ? []
        : [`you call them ${displayName(petname, shortKey(id))}`]),
      ...poses.map((other) => `is not your ${displayName(other, 'contact')}`),
      ...((alike[at] ?? []).length === 0 ? [] : ['looks like another name']),
    ]
    const facts = `${padText(role, 10)}${shortKey(id)}  ${flags.join(', ')}`
    const shown = displayName(name, shortKey(id))
    if (columns < NARROW_COLUMNS)
      return [
        `  ${dot} ${paint('bold', cutText(shown, columns - 6))}`,
        ...wrapText(facts, columns - 6).map((line) => `    ${paint('dim', line)}`),
      ]
    const beside = paint('dim', cutText(facts, columns - 32))
    return [`  ${dot} ${paint('bold', padText(cutText(shown, 24), 25))}${beside}`]
  })
  return ['', `  ${paint('bold', 'Members')}`, '', ...rows]
}

export function searchLines(view: SearchView, columns: number, rows: number): string[] {
  const { editing, hits, selected, moment, extent } = view
  const head = [
    '',
    ...editorLines(editing, { width: columns - 4, isActive: true, empty: 'Words in all rooms, or a date' }),
    paint('dim', `  ${'─'.repeat(Math.max(0, columns - 4))}`),
  ]
  const date = moment === null ? [] : [{ title: `Go to ${dayOf(moment)}`, text: '' }]
  const found = hits.map((hit) => {
    const where = `${displayName(hit.roomName, shortKey(hit.room))} · ${displayName(hit.name, shortKey(hit.author))}`
    return { title: `${formatTime(hit.claimedAt)}  ${where}`, text: sanitizeText(hit.text) }
  })
  const entries = [...date, ...found]
  const size = Math.max(1, Math.floor((rows - head.length - 2) / 2))
  const first = Math.max(0, Math.min(selected - Math.floor(size / 2), entries.length - size))
  const list = entries.slice(first, first + size).flatMap(({ title, text }, at) => {
    const isSelected = first + at === selected
    const bar = isSelected ? paint('cyan', '▌') : ' '
    const shown = cutText(title, columns - 4)
    const head = `${bar} ${isSelected ? paint('bold', shown) : paint('dim', shown)}`
    return text === '' ? [head] : [head, `${bar} ${cutText(text, columns - 4)}`]
  })
  return [...head, ...list, ...endOf(view, entries.length, extent)]
}

export function forwardLines(state: TuiState, view: ForwardView, { columns, rows }: Area): string[] {
  const targets = forwardTargets(state, view.editing.text)
  const head = [
    '',
    `  ${paint('bold', 'Forward to')}`,
    `  ${paint('dim', cutText(quoteOf(view.message), columns - 4))}`,
    '',
    ...editorLines(view.editing, {
      width: columns - 4,
      isActive: true,
      empty: 'A part of the name of the room',
    }),
    paint('dim', `  ${'─'.repeat(Math.max(0, columns - 4))}`),
  ]
  if (targets.length === 0) return [...head, `  ${paint('dim', 'No other room of yours is called that.')}`]
  const size = Math.max(1, rows - head.length)
  const first = Math.max(0, Math.min(view.selected - Math.floor(size / 2), targets.length - size))
  const list = targets.slice(first, first + size).map(({ id, name, members }, at) => {
    const isSelected = first + at === view.selected
    const shown = cutText(displayName(name, shortKey(id)), columns - 20)
    const bar = isSelected ? paint('cyan', '▌') : ' '
    return `${bar} ${isSelected ? paint('bold', shown) : shown}  ${paint('dim', plural(members, 'member'))}`
  })
  return [...head, ...list]
}

function endOf({ editing }: SearchView, entries: number, extent: SearchView['extent']): string[] {
  if (editing.text.trim() === '' || extent === null) return []
  const rest = extent.total - extent.searched
  const nothing = entries === 0 ? ['', `  ${paint('dim', 'Nothing was found.')}`] : []
  if (rest <= 0) return nothing
  return [
    ...nothing,
    `  ${paint('dim', `${rest} messages were not searched: not on this disk, or not yet.`)}`,
  ]
}
