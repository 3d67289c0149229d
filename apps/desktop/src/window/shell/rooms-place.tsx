/** Rooms: the list, and the conversation that is open. */
import type { RoomView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import type { Place } from '../conversation/room-context.ts'
import { Conversation } from '../conversation/conversation.tsx'
import { RoomsPane } from '../rooms/rooms-pane.tsx'
import { RoomsWelcome } from '../rooms/rooms-welcome.tsx'
import type { DialogName } from './dialog-name.ts'
import { Sidebar } from './sidebar.tsx'
import type { PlaceProps } from './place.ts'

interface RoomsPlaceProps extends PlaceProps {
  /** Null until the node has sent them. */
  readonly rooms: readonly RoomView[] | null
  readonly error: ComiceError | null
  readonly room: RoomView | null
  readonly onOpen: (room: string | null) => void
  readonly onDialog: (name: DialogName) => void
  readonly led: Place | null
  readonly onLed: () => void
}

export function RoomsPlace({ rooms, error, room, isNarrow, onPlace, ...props }: RoomsPlaceProps) {
  const { onOpen, onDialog, led, onLed } = props
  return (
    <>
      {(!isNarrow || room === null) && (
        <Sidebar place="rooms" onPlace={onPlace} onDialog={onDialog}>
          <RoomsPane
            rooms={rooms}
            error={error}
            active={room?.id ?? null}
            isAlone={isNarrow}
            onOpen={onOpen}
            onDialog={onDialog}
          />
        </Sidebar>
      )}
      {room !== null && (
        <Conversation
          key={room.id}
          room={room.id}
          name={room.name}
          onBack={isNarrow ? () => onOpen(null) : null}
          onDialog={onDialog}
          onOpen={onOpen}
          led={led}
          onLed={onLed}
        />
      )}
      {!isNarrow && room === null && rooms !== null && (
        <RoomsWelcome hasRooms={rooms.length > 0} onDialog={onDialog} />
      )}
    </>
  )
}
