/** What the keys do to rooms and messages. */
import { sanitizeText } from '@comice/protocol'
import { checkText } from '../input/read-text.ts'
import { TUI_PAGE_MESSAGES } from '../constants.ts'
import type { Message } from '../output/transcript.ts'
import { NOTHING_WRITTEN, written } from './edit-text.ts'
import { isCommand, runCommand } from './tui-commands.ts'
import type { TuiModel } from './tui-model.ts'
import { draftOf, NO_DRAFT, selectedMessage } from './tui-state.ts'

/** Says what is written, changes the message that is edited, or runs a command. What failed stays written. */
export async function send(model: TuiModel): Promise<void> {
  const { open } = model.state
  const { pages } = model
  const draft = draftOf(model.state)
  const entry = draft.editing.text
  if (entry.trim() === '') return
  if (isCommand(entry)) {
    model.setDraft({ editing: NOTHING_WRITTEN })
    return runCommand(model, entry)
  }
  if (open === null)
    return model.note('There is no room yet: /new and a name makes one, /join and an invite joins one.')
  const text = checkText(entry.startsWith('//') ? entry.slice(1) : entry)
  const { replyTo, edits } = draft
  model.said()
  model.setDraft(NO_DRAFT)
  try {
    if (edits !== null) await model.api.rooms.messages.edit.mutate({ room: open.id, id: edits.id, text })
    else await model.api.rooms.say.mutate({ room: open.id, text, ...answering(model, replyTo) })
  } catch (error) {
    // Its room need not be the one that is shown by now.
    if (draftOf(model.state, open.id).editing.text === '') model.setDraft(draft, open.id)
    throw error
  }
  pages?.toEnd()
}

function answering({ state }: TuiModel, replyTo: Message | null) {
  // In a thread, what is written answers its last message, unless another was chosen.
  const { overlay } = state
  const last = overlay?.kind === 'thread' ? (overlay.replies.at(-1) ?? overlay.root) : null
  const answered = replyTo ?? last
  return answered === null ? {} : { replyTo: { id: answered.id, seq: answered.seq } }
}

/** Up or down from message to message; past the newest one is back at writing. */
export function select(model: TuiModel, by: number): void {
  const { open } = model.state
  if (open === null || open.messages.length === 0) return
  const { messages } = open
  const at = messages.findIndex(({ id }) => id === open.selected)
  const next = at === -1 ? messages.length - 1 : at + by
  if (next >= messages.length) return open.isAtEnd ? leaveMessages(model) : load(model, 'newer')
  model.setOpen({ selected: messages[Math.max(0, next)]?.id ?? null })
  model.set({ focus: 'messages' })
  if (next < TUI_PAGE_MESSAGES / 4) load(model, 'older')
}

function load(model: TuiModel, which: 'older' | 'newer'): void {
  model.run(async () => model.pages?.[which]())
}

export function leaveMessages(model: TuiModel): void {
  model.setOpen({ selected: null })
  model.set({ focus: 'writing' })
  model.pages?.toEnd()
}

export function reply(model: TuiModel): void {
  const message = selectedMessage(model.state)
  if (message === null || message.deletedBy !== null) return
  model.setDraft({ replyTo: message, edits: null })
  model.setOpen({ selected: null })
  model.set({ focus: 'writing' })
}

export function edit(model: TuiModel): void {
  const message = selectedMessage(model.state)
  if (message === null || message.deletedBy !== null) return
  if (!message.mine) return model.note('Only what you said yourself can be edited.')
  model.setDraft({
    editing: written(sanitizeText(message.text, { newlines: true })),
    edits: message,
    replyTo: null,
  })
  model.setOpen({ selected: null })
  model.set({ focus: 'writing' })
}

export async function remove(model: TuiModel, message: Message): Promise<void> {
  const { open } = model.state
  if (open !== null) await model.api.rooms.messages.delete.mutate({ room: open.id, id: message.id })
}

/** Adds one's own reaction, or takes it back when it is there. */
export async function react(model: TuiModel, message: Message, emoji: string): Promise<void> {
  const { open } = model.state
  const me = open?.snapshot?.members.find(({ mine }) => mine)?.id
  if (open === null || emoji === '') return
  const own = message.reactions
    .filter(({ by }) => me !== undefined && by.includes(me))
    .map((one) => one.emoji)
  const emojis = own.includes(emoji) ? own.filter((one) => one !== emoji) : [...own, emoji]
  await model.api.rooms.messages.react.mutate({ room: open.id, id: message.id, emojis })
}

export async function pin(model: TuiModel): Promise<void> {
  const message = selectedMessage(model.state)
  const { open } = model.state
  if (open === null || message === null) return
  const { id, seq, isPinned } = message
  await model.api.rooms.messages.pin.mutate({ room: open.id, id, seq, on: !isPinned })
}

export async function openThread(model: TuiModel): Promise<void> {
  const message = selectedMessage(model.state)
  const { open } = model.state
  if (open === null || message === null) return
  const { id, seq } = message
  const thread = await model.api.rooms.past.thread.query({ room: open.id, id, seq })
  // In another room, what is written would answer it there.
  if (model.state.open?.id !== open.id) return
  model.setOpen({ selected: null })
  model.set({ overlay: { kind: 'thread', ...thread }, focus: 'writing' })
}
