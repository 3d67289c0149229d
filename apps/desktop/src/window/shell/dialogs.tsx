/** The dialog that is open. */
import type { RoomView } from '@comice/host'
import type { Place as MessagePlace } from '../conversation/room-context.ts'
import { CreateRoomDialog } from '../dialogs/create-room-dialog.tsx'
import { HelpDialog } from '../dialogs/help-dialog.tsx'
import { InviteDialog } from '../dialogs/invite-dialog.tsx'
import { JoinDialog } from '../dialogs/join-dialog.tsx'
import { RenameDialog } from '../dialogs/rename-dialog.tsx'
import { SwitchDialog } from '../dialogs/switch-dialog.tsx'
import { YouDialog } from '../identity/you-dialog.tsx'
import { PeoplePanel } from '../people/people-panel.tsx'
import { SearchSheet } from '../search/search-sheet.tsx'
import type { DialogName } from './dialog-name.ts'

interface DialogsProps {
  readonly name: DialogName | null
  readonly rooms: readonly RoomView[]
  /** The room that is open. */
  readonly room: RoomView | null
  readonly onDialog: (name: DialogName | null) => void
  readonly onOpen: (room: string) => void
  /** Leads to a message. */
  readonly onGo: (room: string, place: MessagePlace) => void
}

export function Dialogs({ name, rooms, room, onDialog, onOpen, onGo }: DialogsProps) {
  const close = () => onDialog(null)
  const open = (id: string) => {
    close()
    onOpen(id)
  }
  const nickname = usualNickname(room ?? rooms[0])
  if (name === null) return null
  if (isOfRoom(name)) {
    return room && <RoomDialog name={name} room={room} onDialog={onDialog} onClose={close} />
  }
  switch (name) {
    case 'create':
      return <CreateRoomDialog nickname={nickname} onClose={close} onCreated={open} />
    case 'join':
      return <JoinDialog nickname={nickname} onClose={close} onJoined={open} />
    case 'switch':
      return <SwitchDialog rooms={rooms} onClose={close} onOpen={open} />
    case 'help':
      return <HelpDialog onClose={close} />
    case 'search':
      return (
        <SearchSheet
          room={room}
          onClose={close}
          onGo={(id, place) => {
            close()
            onGo(id, place)
          }}
        />
      )
    case 'you':
      return <YouDialog onClose={close} />
  }
}

/** What one is called elsewhere is what one is likely to be called here. */
function usualNickname(room: RoomView | undefined): string {
  return room?.nickname ?? ''
}

const OF_ROOM = ['invite', 'members', 'rename'] as const
type OfRoom = (typeof OF_ROOM)[number]

/** Whether it is about the room that is open. */
function isOfRoom(name: DialogName): name is OfRoom {
  return OF_ROOM.some((one) => one === name)
}

interface RoomDialogProps {
  readonly name: OfRoom
  readonly room: RoomView
  readonly onDialog: (name: DialogName) => void
  readonly onClose: () => void
}

function RoomDialog({ name, room, onDialog, onClose }: RoomDialogProps) {
  switch (name) {
    case 'invite':
      return <InviteDialog room={room} onClose={onClose} />
    case 'members':
      return <PeoplePanel room={room.id} onClose={onClose} onDialog={onDialog} />
    case 'rename':
      return <RenameDialog room={room.id} nickname={room.nickname} onClose={onClose} />
  }
}
