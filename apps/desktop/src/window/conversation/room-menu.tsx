/** What can be done with the open room as a whole. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import type { ComponentType } from 'react'
import { useSession } from '../session/session-context.ts'
import { SaveIcon } from '../ui/icons.tsx'
import { Menu, type MenuChoice } from '../ui/menu.tsx'

interface RoomMenuProps {
  readonly room: RoomSnapshot['room']
  /** Does it, and shows why it could not be done. */
  readonly run: (work: () => Promise<unknown>) => void
}

export function RoomMenu({ room, run }: RoomMenuProps) {
  const api = useNode()
  const session = useSession()
  const save = async () => {
    saveFrom(session.api + (await api.rooms.past.exportLink.mutate({ room: room.id })))
  }
  const choices = [{ id: 'export', text: 'Export as a file', Icon: SaveIcon, onAction: () => run(save) }]
  return <Menu label="More for this room" choices={choices.map(choiceOf)} />
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
