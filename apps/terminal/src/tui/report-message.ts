/** Tells those who moderate about the message that the keys are about, with a reason that is asked for. */
import { LIMITS } from '@comice/protocol'
import type { Message } from '../output/transcript.ts'
import { type Editing, editText, NOTHING_WRITTEN } from './edit-text.ts'
import type { Key } from './key-reader.ts'
import type { TuiModel } from './tui-model.ts'
import { selectedMessage } from './tui-state.ts'

export interface ReportView {
  readonly message: Message
  /** Why. */
  readonly editing: Editing
}

export function openReport(model: TuiModel): void {
  const message = selectedMessage(model.state)
  const snapshot = model.state.open?.snapshot ?? null
  if (message === null || message.deletedBy !== null || snapshot === null) return
  if (message.mine) return model.note('That is your own: d deletes it.')
  if (!snapshot.may.includes('report a message'))
    return model.note('Messages are reported by members, in rooms of the third format.')
  model.setOverlay({ kind: 'report', message, editing: NOTHING_WRITTEN })
}

export function pressInReport(model: TuiModel, view: ReportView, key: Key): void {
  const editing = editText(view.editing, key)
  if (editing !== null) return model.setOverlay({ kind: 'report', ...view, editing })
  if (key.name !== 'enter') return
  const reason = view.editing.text.trim()
  if (Buffer.byteLength(reason) > LIMITS.MAX_REPORT_REASON_BYTES) return model.note('A paragraph is enough.')
  model.setOverlay(null)
  model.run(() => report(model, view.message, reason))
}

async function report(model: TuiModel, { id, seq }: Message, reason: string): Promise<void> {
  const { open } = model.state
  if (open === null) return
  await model.api.rooms.moderation.report.mutate({ room: open.id, id, seq, reason })
  model.note('Reported. Only who moderates can read which message, and why; all can see that you did.')
}
