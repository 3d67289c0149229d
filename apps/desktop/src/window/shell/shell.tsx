/** The two panes, or one where there is room for one only, and what spans them. */
import { useRooms } from '@comice/client/react'
import type { RoomView } from '@comice/host'
import { useCallback, useEffect, useState } from 'react'
import { Conversation } from '../conversation/conversation.tsx'
import { readMarks, unreadOf, useReadMarks } from '../conversation/read-marks.ts'
import { Reconnecting } from '../network/reconnecting.tsx'
import { Welcome } from '../rooms/welcome.tsx'
import { lastRoom, rememberRoom } from '../session/session.ts'
import type { DialogName } from './dialog-name.ts'
import { Dialogs } from './dialogs.tsx'
import { Sidebar } from './sidebar.tsx'
import { useNarrow } from './use-narrow.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function Shell() {
  const { value: rooms, error } = useRooms()
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [room, open] = useOpenRoom(rooms)
  useTitle(rooms, room)
  useRoomShortcuts({ rooms, room, open, dialog, onDialog: setDialog })
  const isNarrow = useNarrow()
  return (
    <div className="flex h-full flex-col">
      <Reconnecting />
      <div className="flex min-h-0 flex-1">
        {(!isNarrow || room === null) && (
          <Sidebar
            rooms={rooms}
            error={error}
            active={room?.id ?? null}
            isAlone={isNarrow}
            onOpen={open}
            onDialog={setDialog}
          />
        )}
        {room !== null && (
          <Conversation
            key={room.id}
            room={room.id}
            name={room.name}
            onBack={isNarrow ? () => open(null) : null}
            onDialog={setDialog}
          />
        )}
        {!isNarrow && room === null && rooms !== null && (
          <Welcome hasRooms={rooms.length > 0} onDialog={setDialog} />
        )}
      </div>
      <Dialogs name={dialog} rooms={rooms ?? []} room={room} onDialog={setDialog} onOpen={open} />
    </div>
  )
}

interface RoomShortcuts {
  readonly rooms: readonly RoomView[] | null
  readonly room: RoomView | null
  readonly open: (room: string) => void
  readonly dialog: DialogName | null
  readonly onDialog: (name: DialogName) => void
}

function useRoomShortcuts({ rooms, room, open, dialog, onDialog }: RoomShortcuts): void {
  const onStep = useCallback(
    (by: 1 | -1) => {
      const next = neighbour(rooms ?? [], room, by)
      if (next !== undefined) open(next.id)
    },
    [rooms, room, open],
  )
  const onSwitch = useCallback(() => onDialog('switch'), [onDialog])
  const onHelp = useCallback(() => onDialog('help'), [onDialog])
  useShortcuts({ onSwitch, onHelp, onStep }, dialog !== null)
}

/** The room that is open: the one wanted, once the node has it in its list. */
function useOpenRoom(rooms: readonly RoomView[] | null): [RoomView | null, (room: string | null) => void] {
  const [wanted, setWanted] = useState(lastRoom)
  const room = rooms?.find(({ id, name }) => id === wanted || name === wanted) ?? null
  const open = useCallback((id: string | null) => {
    rememberRoom(id)
    setWanted(id)
  }, [])
  useEffect(() => {
    if (rooms !== null) readMarks.welcome(rooms)
  }, [rooms])
  return [room, open]
}

/** The number of unread messages and the room, for those who see only the window's title. */
function useTitle(rooms: readonly RoomView[] | null, room: RoomView | null): void {
  const marks = useReadMarks()
  const unread = (rooms ?? []).reduce((sum, one) => sum + unreadOf(one, marks), 0)
  const title = `${unread > 0 ? `(${unread}) ` : ''}${room === null ? '' : `${room.name} · `}Comice`
  useEffect(() => {
    document.title = title
  }, [title])
}

function neighbour(rooms: readonly RoomView[], room: RoomView | null, by: 1 | -1): RoomView | undefined {
  const index = rooms.findIndex(({ id }) => id === room?.id)
  if (index === -1) return by === 1 ? rooms[0] : rooms.at(-1)
  return rooms[(index + by + rooms.length) % rooms.length]
}
