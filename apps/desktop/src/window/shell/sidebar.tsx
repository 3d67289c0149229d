/** The pane on the left: rooms, how to get into more, and how this machine is connected. */
import type { RoomView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { NetworkIndicator } from '../network/network-indicator.tsx'
import { WhatRoomsAre } from '../rooms/welcome.tsx'
import { RoomList } from '../rooms/room-list.tsx'
import { ThemeSwitch } from '../theme/theme-switch.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { HelpIcon, JoinIcon, PearMark, PlusIcon, SearchIcon } from '../ui/icons.tsx'
import type { DialogName } from './dialog-name.ts'

interface SidebarProps {
  /** Null until the node has sent them. */
  readonly rooms: readonly RoomView[] | null
  readonly error: ComiceError | null
  readonly active: string | null
  /** Whether it is the only pane, so that it has to welcome too. */
  readonly isAlone: boolean
  readonly onOpen: (room: string) => void
  readonly onDialog: (name: DialogName) => void
}

export function Sidebar({ rooms, error, active, isAlone, onOpen, onDialog }: SidebarProps) {
  return (
    <nav
      aria-label="Rooms"
      className="flex min-h-0 w-full shrink-0 flex-col bg-shelf wide:w-72 wide:border-r wide:border-line"
    >
      <header className="flex items-center gap-2 px-4 pt-3 pb-2">
        <PearMark />
        <h1 className="flex-1 font-serif text-xl">Comice</h1>
        <IconButton label="Go to a room" onPress={() => onDialog('switch')}>
          <SearchIcon />
        </IconButton>
        <IconButton label="Keyboard help" onPress={() => onDialog('help')} className="-mr-1.5">
          <HelpIcon />
        </IconButton>
      </header>
      <div className="grid grid-cols-2 gap-2 px-3 pb-2">
        <Button onPress={() => onDialog('create')} aria-label="Create a room">
          <PlusIcon className="size-4.5" />
          Create
        </Button>
        <Button onPress={() => onDialog('join')} aria-label="Join a room">
          <JoinIcon className="size-4.5" />
          Join
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {error !== null && <ErrorNote error={error} />}
        {rooms?.length === 0 && !isAlone && <p className="px-3 py-4 text-sm text-soft">No rooms yet.</p>}
        {rooms?.length === 0 && isAlone && (
          <div className="px-3 py-8">
            <WhatRoomsAre />
          </div>
        )}
        {rooms !== null && <RoomList rooms={rooms} active={active} onOpen={onOpen} />}
      </div>
      <footer className="flex items-center gap-2 border-t border-line px-2 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <div className="min-w-0 flex-1">
          <NetworkIndicator />
        </div>
        <ThemeSwitch />
      </footer>
    </nav>
  )
}
