/** What of the changes of a list of rooms is for the user: messages that mention them, and all in a room for two. */
import type { RoomView } from '@comice/host'

export interface RoomNews {
  readonly room: RoomView
  readonly kind: 'mention' | 'direct'
  /** How many messages there are more than before. */
  readonly count: number
}

/**
 * Compares a list with the one before; the first one has no news. A muted room has none, nor has one that was not
 * there before, or of which nothing was known but its name.
 */
export function roomNews(before: readonly RoomView[] | null, now: readonly RoomView[]): RoomNews[] {
  if (before === null) return []
  const earlier = new Map(before.map((room) => [room.id, room]))
  return now.flatMap((room): RoomNews[] => {
    const was = earlier.get(room.id)
    if (was === undefined || was.members === 0 || room.isMuted) return []
    const isDirect = room.kind === 'direct'
    const count = isDirect ? room.unread - was.unread : room.mentions - was.mentions
    return count > 0 ? [{ room, kind: isDirect ? 'direct' : 'mention', count }] : []
  })
}
