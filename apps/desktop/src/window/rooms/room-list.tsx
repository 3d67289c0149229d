/** All rooms, and how to get into another. */
import type { RoomView } from '@comice/host'
import { count } from '../format/text.ts'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Avatar } from '../ui/avatar.tsx'
import { ArchiveIcon, MutedIcon, NextIcon } from '../ui/icons.tsx'

interface RoomListProps {
  readonly rooms: readonly RoomView[]
  readonly active: string | null
  readonly onOpen: (room: string) => void
}

export function RoomList({ rooms, active, onOpen }: RoomListProps) {
  const [isWhole, setWhole] = useState(false)
  const archived = rooms.filter(({ isArchived }) => isArchived)
  const isShown = (room: RoomView) => !room.isArchived || room.id === active
  const all = { active, onOpen }
  return (
    <>
      <Rooms {...all} label="Rooms" rooms={rooms.filter(isShown)} />
      {archived.length > 0 && (
        <AriaButton
          aria-expanded={isWhole}
          onPress={() => setWhole(!isWhole)}
          className="touch focusable mt-2 flex w-full items-center gap-2 rounded-xl px-2.5 text-left text-sm text-soft data-[hovered]:bg-hover"
        >
          <ArchiveIcon className="size-4.5" />
          {count(archived.length, 'archived room')}
          <NextIcon className={`ml-auto size-4 transition-transform ${isWhole ? 'rotate-90' : ''}`} />
        </AriaButton>
      )}
      {isWhole && <Rooms {...all} label="Archived rooms" rooms={archived.filter((room) => !isShown(room))} />}
    </>
  )
}

function Rooms({ rooms, active, onOpen, label }: RoomListProps & { readonly label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-0.5">
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
  const isLoud = room.unread > 0 && !room.isMuted
  return (
    <AriaButton
      onPress={() => onOpen(room.id)}
      {...(isActive ? { 'aria-current': 'page' } : {})}
      className={`focusable flex w-full items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors ${isActive ? 'bg-tint text-tint-ink' : 'data-[hovered]:bg-hover'}`}
    >
      <Avatar name={room.name} of={room.id} isRoom className="size-10 text-sm" />
      <span className="min-w-0 flex-1">
        <bdi className={`block truncate ${isLoud ? 'font-semibold' : 'font-medium'}`}>{room.name}</bdi>
        <span className={`block truncate text-xs ${isActive ? 'text-tint-soft' : 'text-soft'}`}>
          {lineOf(room)}
        </span>
      </span>
      <News room={room} />
    </AriaButton>
  )
}

/** What is new in it; in a muted one without drawing the eye. */
function News({ room: { unread, mentions, isMuted } }: { readonly room: RoomView }) {
  const look = isMuted ? 'border border-edge text-soft' : 'bg-accent text-on-accent'
  return (
    <>
      {isMuted && (
        <>
          <MutedIcon className="size-4 opacity-70" />
          <span className="sr-only">, muted</span>
        </>
      )}
      {unread > 0 && (
        <span className={`rounded-full px-2 py-0.5 text-xs font-semibold ${look}`}>
          {mentions > 0 && <span aria-hidden="true">@ </span>}
          {unread > 99 ? '99+' : unread}
          <span className="sr-only"> unread{mentions > 0 && ', some mention you'}</span>
        </span>
      )}
    </>
  )
}

/** What one has to know of a room before one opens it. */
function lineOf({ state, problem, members, kind }: RoomView): string {
  if (problem?.code === 'ROOM_NEWER') return 'Update Comice'
  if (state === 'joining') return 'Joining…'
  if (state === 'pending') return 'Waiting to be let in…'
  if (state === 'removed') return 'You are not in it any more'
  if (state === 'refused' || state === 'failed') return 'Needs a look'
  return `${count(members, 'member')}${kind === 'broadcast' ? ' · broadcast' : ''}`
}
