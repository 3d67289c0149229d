/** What can be done with the open room as a whole. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { type ComponentType, useState } from 'react'
import { useSession } from '../session/session-context.ts'
import {
  ArchiveIcon,
  BellIcon,
  DayIcon,
  FileIcon,
  MutedIcon,
  PinIcon,
  SaveIcon,
  TrashIcon,
} from '../ui/icons.tsx'
import { Menu, type MenuChoice } from '../ui/menu.tsx'
import { ForgetRoom } from './forget-room.tsx'

interface RoomMenuProps {
  readonly room: RoomSnapshot['room']
  /** Does it, and shows why it could not be done. */
  readonly run: (work: () => Promise<unknown>) => void
  readonly onDay: () => void
  /** Null where the header has buttons for these. */
  readonly narrow: { readonly onPins: () => void; readonly onFiles: () => void } | null
}

export function RoomMenu({ room, run, onDay, narrow }: RoomMenuProps) {
  const api = useNode()
  const session = useSession()
  const save = async () => {
    saveFrom(session.api + (await api.rooms.past.exportLink.mutate({ room: room.id })))
  }
  const [isForgetting, setForgetting] = useState(false)
  const { isMuted, isArchived } = room
  const choose = (change: { muted?: boolean; archived?: boolean }) => {
    run(() => api.rooms.choose.mutate({ room: room.id, ...change }))
  }
  const isIn = room.state === 'member'
  // Rooms of the first format cannot be left.
  const canForget = !isIn || room.format >= 2
  const choices = [
    ...(narrow === null || room.format < 2
      ? []
      : [
          { id: 'files', text: 'Files', Icon: FileIcon, onAction: narrow.onFiles },
          { id: 'pins', text: 'Pinned messages', Icon: PinIcon, onAction: narrow.onPins },
        ]),
    { id: 'day', text: 'Go to a day…', Icon: DayIcon, onAction: onDay },
    {
      ...{ id: 'mute', text: isMuted ? 'Unmute' : 'Mute', Icon: isMuted ? BellIcon : MutedIcon },
      onAction: () => choose({ muted: !isMuted }),
    },
    {
      ...{ id: 'archive', text: isArchived ? 'Take out of the archive' : 'Archive', Icon: ArchiveIcon },
      onAction: () => choose({ archived: !isArchived }),
    },
    { id: 'export', text: 'Export as a file', Icon: SaveIcon, onAction: () => run(save) },
    {
      ...{ id: 'forget', Icon: TrashIcon, isDangerous: true, onAction: () => setForgetting(true) },
      text: isIn ? 'Leave and delete…' : 'Delete from this computer…',
    },
  ].filter(({ id }) => id !== 'forget' || canForget)
  return (
    <>
      <Menu label="More for this room" choices={choices.map(choiceOf)} />
      {isForgetting && <ForgetRoom room={room} onClose={() => setForgetting(false)} />}
    </>
  )
}

interface RoomChoice extends Omit<MenuChoice, 'label'> {
  readonly Icon: ComponentType<{ className?: string }>
}

function choiceOf({ Icon, ...choice }: RoomChoice): MenuChoice {
  const label = (
    <>
      <Icon className="size-4.5" />
      {choice.text}
    </>
  )
  return { ...choice, label }
}

/** Has the browser save what is there. */
function saveFrom(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
