/** The list of rooms: which one is shown, and what is new in the others. */
import type { RoomView } from '@comice/host'
import { displayName } from '@comice/protocol'
import { paint } from '../output/paint.ts'
import { textWidth } from '../output/text-width.ts'
import type { TuiState } from './tui-state.ts'
import { cutText, padText } from './wrap-text.ts'

export function sidebarLines(
  { rooms, open, focus, listed }: TuiState,
  columns: number,
  rows: number,
): string[] {
  const title = `  ${paint('dim', 'Rooms')}`
  if (rooms === null) return [title, '', `  ${paint('dim', 'loading …')}`]
  if (rooms.length === 0) return [title, '', `  ${paint('dim', 'none yet')}`]
  const size = Math.max(1, rows - 2)
  const first = Math.max(0, Math.min(listed - Math.floor(size / 2), rooms.length - size))
  const shown = rooms.slice(first, first + size)
  const isListing = focus === 'rooms'
  return [
    title,
    '',
    ...shown.map((room, at) => {
      const isOpen = room.id === open?.id
      return roomLine(room, columns, { isOpen, isListed: isListing && first + at === listed })
    }),
  ]
}

function roomLine(
  room: RoomView,
  columns: number,
  { isOpen, isListed }: { isOpen: boolean; isListed: boolean },
) {
  const bar = isListed ? paint('cyan', '›') : isOpen ? paint('cyan', '▌') : ' '
  const count = isOpen && room.unread === 0 ? '' : countOf(room)
  const width = columns - 4 - textWidth(count)
  const name = padText(cutText(displayName(room.name, 'a room without a name'), width - 1), width)
  const isLoud = isOpen || isListed || (room.unread > 0 && !room.isMuted)
  const style = room.state === 'member' ? (isLoud ? paint('bold', name) : name) : paint('dim', name)
  return `${bar} ${style}${paintCount(room, count)}`
}

function paintCount({ mentions, isMuted }: RoomView, count: string): string {
  if (isMuted) return paint('dim', count)
  return mentions > 0 ? paint(['bold', 'yellow'], count) : paint('cyan', count)
}

/** The node counts up to 500. */
function countOf({ unread, mentions }: RoomView): string {
  if (unread === 0) return ''
  const many = unread >= 500 ? '500+' : String(unread)
  return mentions > 0 ? `@${many}` : many
}
