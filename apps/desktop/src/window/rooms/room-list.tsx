/** All rooms, and how to get into another. */
import type { RoomView } from '@comice/host'
import { count } from '../format/text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button as AriaButton } from 'react-aria-components'

interface RoomListProps {
  readonly rooms: readonly RoomView[]
  readonly active: string | null
  readonly onOpen: (room: string) => void
}

export function RoomList({ rooms, active, onOpen }: RoomListProps) {
  return (
    <ul className="flex flex-col gap-0.5">
      {rooms.map((room) => (
        <li key={room.id}>
          <RoomButton room={room} isActive={room.id === active} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

interface RoomButtonProps {
  readonly room: RoomView
  readonly isActive: boolean
  readonly onOpen: (room: string) => void
}

function RoomButton({ room, isActive, onOpen }: RoomButtonProps) {
  const { unread, mentions } = room
  return (
    <AriaButton
      onPress={() => onOpen(room.id)}
      {...(isActive ? { 'aria-current': 'page' } : {})}
      className={`focusable flex w-full items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors ${isActive ? 'bg-tint text-tint-ink' : 'data-[hovered]:bg-hover'}`}
    >
      <Avatar name={room.name} of={room.id} isRoom className="size-10 text-sm" />
      <span className="min-w-0 flex-1">
        <bdi className={`block truncate ${unread > 0 ? 'font-semibold' : 'font-medium'}`}>{room.name}</bdi>
        <span className={`block truncate text-xs ${isActive ? 'text-tint-soft' : 'text-soft'}`}>
          {lineOf(room)}
        </span>
      </span>
      {unread > 0 && (
        <span className="rounded-full bg-accent px-2 py-0.5 text-xs font-semibold text-on-accent">
          {mentions > 0 && <span aria-hidden="true">@ </span>}
          {unread > 99 ? '99+' : unread}
          <span className="sr-only"> unread{mentions > 0 && ', some mention you'}</span>
        </span>
      )}
    </AriaButton>
  )
}

/** What one has to know of a room before one opens it. */
function lineOf({ state, members, kind }: RoomView): string {
  if (state === 'joining') return 'Joining…'
  if (state === 'pending') return 'Waiting to be let in…'
  if (state === 'removed') return 'You are not in it any more'
  if (state === 'refused' || state === 'failed') return 'Needs a look'
  return `${count(members, 'member')}${kind === 'broadcast' ? ' · broadcast' : ''}`
}
