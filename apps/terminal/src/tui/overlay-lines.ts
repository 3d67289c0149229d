/** What takes the place of the messages for a while: help, members, search. */
import { displayName, lookAlikesOf, sanitizeText } from '@comice/protocol'
import { formatTime } from '../output/format-time.ts'
import { plural } from '../output/format.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { dayOf } from '../output/transcript.ts'
import { forwardTargets, type ForwardView } from './forward.ts'
import { quoteOf } from './message-lines.ts'
import type { OpenRoom, SearchView, TuiState } from './tui-state.ts'
import { cutText, padText } from './wrap-text.ts'
import { editorLines } from './writing-lines.ts'

interface Area {
  readonly columns: number
  readonly rows: number
}

const HELP: readonly (readonly [string, string] | string)[] = [
  'Everywhere',
  ['Tab', 'list of rooms, and back'],
  ['Ctrl-N  Ctrl-P', 'next room, room before; also Alt and arrows'],
  ['Ctrl-F', 'search all rooms; a date goes to that day'],
  ['F2  Ctrl-O', 'who is in this room'],
  ['Page Up/Down', 'through the messages'],
  ['Ctrl-Q', 'quit; Ctrl-C too, when nothing is written'],
  'Writing',
  ['Enter', 'send'],
  ['Alt-Enter  Ctrl-J', 'a new line'],
  ['Up', 'to the messages, from the first line'],
  ['Esc', 'answer nothing, edit nothing'],
  'At a message',
  ['r  Enter', 'answer it'],
  ['+', 'react to it, or take that back'],
  ['t', 'its thread'],
  ['f', 'forward it to another room'],
  ['s', 'save its files to this folder'],
  ['e  d', 'edit or delete what you said'],
  ['p', 'pin it, or take the pin off'],
  'Commands',
  ['/new <name>', 'make a room'],
  ['/join <invite>', 'go to a room you were invited to'],
  ['/invite', 'an invite for somebody'],
  ['/save [n] [name]', 'the newest file, or the nth of its message, to this folder'],
  ['/date <day>', 'what was said then: 2026-11-28, or 3d for three days ago'],
  ['/name <nickname>', 'what others call you here'],
  ['/mute  /unmute', 'let nothing tell of what is new here'],
  ['/archive', 'put it away; /unarchive <room> lists one again'],
]

export function helpLines(columns: number): string[] {
  return HELP.flatMap((entry) => {
    if (typeof entry === 'string') return ['', `  ${paint('bold', entry)}`]
    const [keys, does] = entry
    return [`  ${paint('cyan', padText(keys, 18))}${cutText(does, columns - 22)}`]
  })
}

export function memberLines({ snapshot, present }: OpenRoom, columns: number): string[] {
  const members = snapshot?.members ?? []
  const here = new Set(present.map(({ member }) => member))
  const alike = lookAlikesOf(members.map(({ name }) => name))
  const rows = members.map(({ id, name, role, mine, petname, poses }, at) => {
    const isHere = mine || here.has(id)
    const dot = isHere ? paint('green', '●') : paint('dim', '○')
    const flags = [
      ...(mine ? ['you'] : []),
      ...(isHere && !mine ? ['here'] : []),
      ...(petname === null || petname === name
        ? []
        : [`you call them ${displayName(petname, shortKey(id))}`]),
      ...poses.map((other) => `is not your ${displayName(other, 'contact')}`),
      ...((alike[at] ?? []).length === 0 ? [] : ['looks like another name']),
    ]
    const shown = padText(cutText(displayName(name, shortKey(id)), 24), 25)
    const rest = paint(
      'dim',
      cutText(`${padText(role, 10)}${shortKey(id)}  ${flags.join(', ')}`, columns - 32),
    )
    return `  ${dot} ${paint('bold', shown)}${rest}`
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
