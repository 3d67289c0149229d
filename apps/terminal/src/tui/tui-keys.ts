/** Which key does what, by what is on the screen. */
import { editText, insert, moveLine, NOTHING_WRITTEN } from './edit-text.ts'
import { openForward, pressInForward } from './forward.ts'
import type { Key } from './key-reader.ts'
import { openReport, pressInReport } from './report-message.ts'
import { saveSelected } from './save-file.ts'
import { edit, leaveMessages, openThread, pin, react, remove, reply, select, send } from './tui-actions.ts'
import type { TuiModel } from './tui-model.ts'
import { goToFound, search } from './tui-search.ts'
import { draftOf, NO_DRAFT, type Overlay, selectedMessage } from './tui-state.ts'

/** Messages that Page Up goes past. */
const PAGE_STEP = 10

export function pressKey(model: TuiModel, key: Key): void {
  if (model.state.notice !== null) model.set({ notice: null })
  if (key.ctrl && (key.name === 'c' || key.name === 'q')) return interrupt(model, key)
  const { overlay, focus } = model.state
  if (overlay !== null && pressInOverlay(model, overlay, key)) return
  if (pressAnywhere(model, key)) return
  switch (focus) {
    case 'rooms':
      return pressInRooms(model, key)
    case 'messages':
      return pressInMessages(model, key)
    case 'writing':
      return pressInWriting(model, key)
  }
}

/** Ctrl-C takes back what is written first. */
function interrupt(model: TuiModel, { name }: Key): void {
  const { editing } = draftOf(model.state)
  if (name === 'q' || editing.text === '') return model.end()
  model.setDraft(NO_DRAFT)
}

type Deed = (model: TuiModel) => void

/** By the key's name, with `ctrl-` or `alt-` before it. */
const ANYWHERE: Readonly<Record<string, Deed>> = {
  f1: (model) => model.setOverlay({ kind: 'help', from: 0 }),
  f2: (model) => model.setOverlay({ kind: 'members', from: 0 }),
  'ctrl-o': (model) => model.setOverlay({ kind: 'members', from: 0 }),
  'ctrl-f': (model) => openSearch(model),
  'ctrl-n': (model) => nextRoom(model, 1),
  'alt-down': (model) => nextRoom(model, 1),
  'ctrl-p': (model) => nextRoom(model, -1),
  'alt-up': (model) => nextRoom(model, -1),
  tab: (model) => turn(model),
  backtab: (model) => turn(model),
  pageup: (model) => select(model, -PAGE_STEP),
  pagedown: (model) => select(model, PAGE_STEP),
}

function pressAnywhere(model: TuiModel, { name, ctrl, alt }: Key): boolean {
  const deed = ANYWHERE[`${ctrl ? 'ctrl-' : ''}${alt ? 'alt-' : ''}${name}`]
  deed?.(model)
  return deed !== undefined
}

function openSearch(model: TuiModel): void {
  model.setOverlay({
    kind: 'search',
    editing: NOTHING_WRITTEN,
    hits: [],
    selected: 0,
    moment: null,
    extent: null,
  })
}

function turn(model: TuiModel): void {
  const { focus, rooms } = model.state
  model.setOpen({ selected: null })
  model.set({ focus: focus === 'rooms' || (rooms ?? []).length === 0 ? 'writing' : 'rooms' })
}

function nextRoom(model: TuiModel, by: number): void {
  const { rooms, open } = model.state
  if (rooms === null || rooms.length === 0) return
  const at = rooms.findIndex(({ id }) => id === open?.id)
  const next = rooms[(at + by + rooms.length) % rooms.length]
  if (next !== undefined) model.openRoom(next.id)
}

function pressInRooms(model: TuiModel, { name }: Key): void {
  const { rooms, listed } = model.state
  const last = Math.max(0, (rooms ?? []).length - 1)
  const room = rooms?.[listed]
  if (name === 'up') model.set({ listed: Math.max(0, listed - 1) })
  else if (name === 'down') model.set({ listed: Math.min(last, listed + 1) })
  else if (name === 'home') model.set({ listed: 0 })
  else if (name === 'end') model.set({ listed: last })
  else if (name === 'escape') model.set({ focus: 'writing' })
  else if ((name === 'enter' || name === 'right') && room !== undefined) model.openRoom(room.id)
}

/** By the key's name, or the letter. */
const AT_MESSAGE: Readonly<Record<string, Deed>> = {
  up: (model) => select(model, -1),
  down: (model) => select(model, 1),
  escape: leaveMessages,
  end: leaveMessages,
  enter: reply,
  r: reply,
  e: edit,
  f: openForward,
  s: (model) => model.run(() => saveSelected(model)),
  t: (model) => model.run(() => openThread(model)),
  p: (model) => model.run(() => pin(model)),
  '!': openReport,
  '+': (model) => ask(model, 'react'),
  d: (model) => ask(model, 'delete'),
}

function pressInMessages(model: TuiModel, key: Key): void {
  AT_MESSAGE[key.name === 'text' ? key.text : key.name]?.(model)
}

function ask(model: TuiModel, kind: 'react' | 'delete'): void {
  const message = selectedMessage(model.state)
  if (message === null || message.deletedBy !== null) return
  model.setOverlay(kind === 'delete' ? { kind, message } : { kind, message, editing: NOTHING_WRITTEN })
}

function pressInWriting(model: TuiModel, key: Key): void {
  const draft = draftOf(model.state)
  switch (key.name) {
    case 'enter':
      if (key.alt) model.write(insert(draft.editing, '\n'))
      else model.run(() => send(model))
      return
    case 'escape':
      return model.setDraft(draft.edits === null ? { replyTo: null } : NO_DRAFT)
    case 'up':
    case 'down':
      return moveInWriting(model, key.name === 'up' ? -1 : 1)
    default: {
      const changed = editText(draft.editing, key)
      if (changed !== null) model.write(changed)
    }
  }
}

/** Above the first line are the messages. */
function moveInWriting(model: TuiModel, by: -1 | 1): void {
  const editing = moveLine(draftOf(model.state).editing, by)
  if (editing !== null) model.setDraft({ editing })
  else if (by === -1 && model.state.overlay === null) select(model, -1)
}

/** Whether the key was about it. */
function pressInOverlay(model: TuiModel, overlay: Overlay, key: Key): boolean {
  if (key.name === 'escape') {
    model.setOverlay(null)
    return true
  }
  switch (overlay.kind) {
    case 'help':
    case 'members':
      model.setOverlay(scrolled(overlay, key))
      return true
    case 'thread':
      return false
    case 'delete':
      model.setOverlay(null)
      if (key.text === 'y') model.run(() => remove(model, overlay.message))
      return true
    case 'react':
      return pressInReaction(model, overlay, key)
    case 'search':
      return pressInSearch(model, overlay, key)
    case 'forward':
      pressInForward(model, overlay, key)
      return true
    case 'report':
      pressInReport(model, overlay, key)
      return true
  }
}

/** Null: any key that does not scroll leads back. */
function scrolled(overlay: Overlay & { kind: 'help' | 'members' }, { name }: Key): Overlay | null {
  const by = { up: -1, down: 1, pageup: -PAGE_STEP, pagedown: PAGE_STEP }[name]
  return by === undefined ? null : { kind: overlay.kind, from: Math.max(0, overlay.from + by) }
}

function pressInReaction(model: TuiModel, overlay: Overlay & { kind: 'react' }, key: Key): boolean {
  if (key.name === 'enter') {
    model.setOverlay(null)
    model.run(() => react(model, overlay.message, overlay.editing.text.trim()))
    return true
  }
  // A number stands for one of those that are offered.
  const offered = overlay.editing.text === '' ? OFFERED_REACTIONS[Number(key.text) - 1] : undefined
  if (offered !== undefined) {
    model.setOverlay(null)
    model.run(() => react(model, overlay.message, offered))
    return true
  }
  const editing = editText(overlay.editing, key)
  if (editing !== null) model.setOverlay({ ...overlay, editing })
  return true
}

function pressInSearch(model: TuiModel, overlay: Overlay & { kind: 'search' }, key: Key): boolean {
  const rows = overlay.hits.length + (overlay.moment === null ? 0 : 1)
  if (key.name === 'enter') model.run(() => goToFound(model))
  else if (key.name === 'up') model.setOverlay({ ...overlay, selected: Math.max(0, overlay.selected - 1) })
  else if (key.name === 'down')
    model.setOverlay({ ...overlay, selected: Math.min(Math.max(0, rows - 1), overlay.selected + 1) })
  else {
    const editing = editText(overlay.editing, key)
    if (editing !== null) search(model, editing)
  }
  return true
}

/** Chosen by a number; any other is typed or pasted. */
export const OFFERED_REACTIONS = ['👍', '❤️', '😂', '🎉', '🤔', '🍐'] as const
