/** Finding what was said, by words or by date, and going there. */
import { TUI_SEARCH_PAUSE_MS } from '../constants.ts'
import { MOMENT } from '../grammar/value-kind.ts'
import type { Editing } from './edit-text.ts'
import type { TuiModel } from './tui-model.ts'

let searching: NodeJS.Timeout | undefined

/** Looks for what is typed, after a pause in typing; what comes late is dropped. */
export function search(model: TuiModel, editing: Editing): void {
  const { overlay } = model.state
  if (overlay?.kind !== 'search') return
  const words = editing.text.trim()
  const moment = MOMENT.read(words)
  model.setOverlay({
    ...overlay,
    editing,
    selected: 0,
    moment,
    ...(words === '' ? { hits: [], extent: null } : {}),
  })
  clearTimeout(searching)
  if (words === '') return
  searching = setTimeout(() => {
    model.run(async () => {
      const { hits, searched, total } = await model.api.rooms.past.search.query({ words })
      const now = model.state.overlay
      if (now?.kind !== 'search' || now.editing.text.trim() !== words) return
      model.setOverlay({ ...now, hits, extent: { searched, total }, selected: 0 })
    })
  }, TUI_SEARCH_PAUSE_MS)
}

/** Goes to what was found, or to the date that was typed. */
export async function goToFound(model: TuiModel): Promise<void> {
  const { overlay } = model.state
  if (overlay?.kind !== 'search') return
  const { moment, selected, hits } = overlay
  const hit = hits[selected - (moment === null ? 0 : 1)]
  model.setOverlay(null)
  if (moment !== null && selected === 0) return goToMoment(model, moment)
  if (hit === undefined) return
  model.openRoom(hit.room)
  await showMessage(model, hit.seq)
}

/** To what was said from then on in the room that is shown. */
export async function goToMoment(model: TuiModel, moment: number): Promise<void> {
  const { open } = model.state
  if (open === null) return model.note('There is no room yet.')
  const { id, snapshot } = open
  const { seq } = await model.api.rooms.past.at.query({ room: id, at: moment, limit: 1 })
  if (model.state.open?.id !== id) return
  await showMessage(model, Math.min(seq, Math.max(0, (snapshot?.room.length ?? 1) - 1)))
}

async function showMessage(model: TuiModel, seq: number): Promise<void> {
  const { pages } = model
  await pages?.around(seq)
  const message = pages?.messages.find((one) => one.seq === seq)
  if (message === undefined || model.pages !== pages) return
  model.setOpen({ selected: message.id })
  model.set({ focus: 'messages' })
}
