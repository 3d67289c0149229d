/** What stands in the pane on the left while the window shows rooms. */
import type { RoomView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import type { DialogName } from '../shell/dialog-name.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { JoinIcon, PlusIcon } from '../ui/icons.tsx'
import { RoomList } from './room-list.tsx'
import { WhatRoomsAre } from './rooms-welcome.tsx'

interface RoomsPaneProps {
  /** Null until the node has sent them. */
  readonly rooms: readonly RoomView[] | null
  readonly error: ComiceError | null
  readonly active: string | null
  /** Whether it is the only pane, so that it has to welcome too. */
  readonly isAlone: boolean
  readonly onOpen: (room: string) => void
  readonly onDialog: (name: DialogName) => void
}

export function RoomsPane({ rooms, error, active, isAlone, onOpen, onDialog }: RoomsPaneProps) {
  return (
    <>
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
    </>
  )
}
