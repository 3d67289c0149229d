/** A message of the room that is shown goes to another one, which is chosen from a list by typing. */
import { runWork } from '@comice/client/node'
import type { RoomView } from '@comice/host'
import { byteSize } from '../output/byte-size.ts'
import { peerText } from '../output/output.ts'
import type { Message } from '../output/transcript.ts'
import { type Editing, editText, NOTHING_WRITTEN } from './edit-text.ts'
import type { Key } from './key-reader.ts'
import type { TuiModel } from './tui-model.ts'
import { selectedMessage, type TuiState } from './tui-state.ts'

export interface ForwardView {
  readonly message: Message
  /** A part of the room's name. */
  readonly editing: Editing
  readonly selected: number
}

/** The rooms that it may go to: others that one is in, and that have this in their name. */
export function forwardTargets({ rooms, open }: TuiState, text: string): RoomView[] {
  const part = text.trim().toLocaleLowerCase()
  return (rooms ?? []).filter(({ id, name, state }) => {
    return id !== open?.id && state === 'member' && name.toLocaleLowerCase().includes(part)
  })
}

export function openForward(model: TuiModel): void {
  const message = selectedMessage(model.state)
  if (message === null || message.deletedBy !== null || message.unreadable !== null) return
  model.setOverlay({ kind: 'forward', message, editing: NOTHING_WRITTEN, selected: 0 })
}

export function pressInForward(model: TuiModel, view: ForwardView, key: Key): void {
  const targets = forwardTargets(model.state, view.editing.text)
  const show = (change: Partial<ForwardView>) => model.setOverlay({ kind: 'forward', ...view, ...change })
  if (key.name === 'up') return show({ selected: Math.max(0, view.selected - 1) })
  if (key.name === 'down')
    return show({ selected: Math.max(0, Math.min(targets.length - 1, view.selected + 1)) })
  if (key.name === 'enter') {
    const to = targets[view.selected]
    if (to === undefined) return
    model.setOverlay(null)
    return model.run(() => forward(model, view.message, to))
  }
  const editing = editText(view.editing, key)
  if (editing !== null) show({ editing, selected: 0 })
}

/** Goes on while others are looked at. @throws what the node refuses */
async function forward(model: TuiModel, { id, seq, files }: Message, to: RoomView): Promise<void> {
  const { open } = model.state
  if (open === null) return
  const { address, signal } = model.session
  const name = peerText(to.name)
  if (files.length > 0) model.note(`Taking it to ${name} …`)
  const input = { room: open.id, message: id, seq, to: to.id }
  for await (const event of runWork(address, { name: 'rooms.forward', input }, { signal })) {
    if (event.kind !== 'working' || event.progress === null) continue
    const { bytes, totalBytes } = event.progress
    model.note(`Taking it to ${name}: ${byteSize(bytes)} of ${byteSize(totalBytes)} …`)
  }
  model.note(`Said in ${name}.`)
}
