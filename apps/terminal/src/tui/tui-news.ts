/** What the screen rings for, and whether somebody looks at it, as far as the terminal says. */
import { type RoomNews, roomNews } from '@comice/client'
import type { RoomView } from '@comice/host'
import { displayName } from '@comice/protocol'

export class TuiNews {
  readonly #ring: (text: string) => void
  #before: readonly RoomView[] | null = null
  /** Chosen by the user; see `/bell`. */
  isOn = false
  /** A terminal that does not say counts as looked at. */
  isLookedAt = true

  constructor(ring: (text: string) => void) {
    this.#ring = ring
  }

  /** @param open the room that is on the screen, whose news are seen */
  take(rooms: readonly RoomView[], open: string | null): void {
    const news = roomNews(this.#before, rooms)
    this.#before = rooms
    if (!this.isOn) return
    for (const one of news) if (!this.isLookedAt || one.room.id !== open) this.#ring(textOf(one))
  }
}

/** Who writes, and what, stays on the screen that the user unlocks. */
function textOf({ room, kind, count }: RoomNews): string {
  const name = displayName(room.name, 'a room')
  if (kind === 'direct')
    return `Comice: ${count === 1 ? 'a new message' : `${count} new messages`} in ${name}`
  return `Comice: ${count === 1 ? 'a message mentions' : `${count} messages mention`} you in ${name}`
}
