/** The two panes, or one where there is room for one only, and what spans them. */
import { useRooms } from '@comice/client/react'
import type { RoomView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useState } from 'react'
import { appName } from '../apps/app-words.ts'
import { OpeningDialog } from '../apps/opening-dialog.tsx'
import type { Place as MessagePlace } from '../conversation/room-context.ts'
import { Reconnecting } from '../network/reconnecting.tsx'
import { useNotices } from '../notices/use-notices.ts'
import type { Place } from '../session/session.ts'
import { UploadPanel } from '../uploads/upload-panel.tsx'
import { AppsPlace } from './apps-place.tsx'
import type { DialogName } from './dialog-name.ts'
import { Dialogs } from './dialogs.tsx'
import { DrivesPlace } from './drives-place.tsx'
import { MachinesPlace } from './machines-place.tsx'
import { type PlaceProps, usePlace } from './place.ts'
import { RoomsPlace } from './rooms-place.tsx'
import { useNarrow } from './use-narrow.ts'
import { type OpenApp, useOpenApp } from './use-open-app.ts'
import { type OpenDrive, useOpenDrive } from './use-open-drive.ts'
import { type OpenMachine, useOpenMachine } from './use-open-machine.ts'
import { useOpenRoom, useTitle } from './use-open-room.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function Shell() {
  const { value: rooms, error } = useRooms()
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [place, go] = usePlace()
  const [room, openRoom] = useOpenRoom(rooms)
  const apps = useOpenApp(place === 'apps')
  const drives = useOpenDrive(place === 'drives')
  const machines = useOpenMachine(place === 'machines')
  const isNarrow = useNarrow()
  const open = useCallback(
    (id: string | null) => {
      go('rooms')
      openRoom(id)
    },
    [go, openRoom],
  )
  const { goTo, ...way } = useWayTo(open)
  const inRooms = { shown: room, all: rooms, name: room?.name, select: open }
  const inApps = { shown: apps.app, all: apps.apps, name: apps.app && appName(apps.app), select: apps.select }
  const inDrives = { ...drives, shown: drives.drive, all: drives.drives, name: drives.drive?.name }
  const inMachines = { ...machines, name: machines.shown?.name }
  const here = { rooms: inRooms, apps: inApps, drives: inDrives, machines: inMachines }[place]
  useTitle(rooms, here.name ?? null)
  useNotices({ rooms, shown: place === 'rooms' ? (room?.id ?? null) : null, onOpen: open })
  const isDialogOpen = dialog !== null || isPlaceAsking({ apps, drives, machines })
  useShortcuts(
    {
      onSwitch: () => setDialog('switch'),
      onHelp: () => setDialog('help'),
      onSearch: () => setDialog('search'),
      onPlace: go,
      onStep: (by) => here.select(neighbour(here.all ?? [], here.shown?.id, by)),
    },
    isDialogOpen,
  )
  const all = { isNarrow, onPlace: go, onDialog: setDialog }
  return (
    <div className="flex h-full flex-col">
      <Reconnecting />
      <div className="flex min-h-0 flex-1">
        <Shown
          {...{ ...all, ...way, place, room, apps, drives, machines }}
          rooms={{ all: rooms, error }}
          onOpen={open}
        />
      </div>
      <Dialogs name={dialog} rooms={rooms ?? []} room={room} onDialog={setDialog} onOpen={open} onGo={goTo} />
      <UploadPanel />
      <OpeningDialog
        opening={apps.opening}
        stage={apps.stage}
        isAsking={apps.isAsking}
        known={new Set(apps.apps?.map(({ id }) => id))}
        onClose={() => apps.ask(false)}
      />
    </div>
  )
}

/** The way to a message of a room that may not be open. */
function useWayTo(open: (room: string) => void) {
  const [led, setLed] = useState<MessagePlace | null>(null)
  return {
    led,
    onLed: useCallback(() => setLed(null), []),
    goTo: (id: string, to: MessagePlace) => {
      open(id)
      setLed(to)
    },
  }
}

interface Places {
  readonly apps: OpenApp
  readonly drives: OpenDrive
  readonly machines: OpenMachine
}

/** Whether something of a place has the user's attention. */
function isPlaceAsking({ apps, drives, machines }: Places): boolean {
  return apps.isAsking || apps.stage.kind !== 'idle' || drives.dialog !== null || machines.isAdding
}

interface ShownProps extends PlaceProps, Places {
  readonly place: Place
  readonly rooms: { readonly all: readonly RoomView[] | null; readonly error: ComiceError | null }
  readonly room: RoomView | null
  readonly onOpen: (room: string | null) => void
  readonly onDialog: (name: DialogName) => void
  readonly led: MessagePlace | null
  readonly onLed: () => void
}

function Shown({ place, rooms, room, onOpen, apps, drives, machines, led, onLed, ...all }: ShownProps) {
  const toRooms = { room, onOpen, led, onLed }
  switch (place) {
    case 'rooms':
      return <RoomsPlace {...all} {...toRooms} rooms={rooms.all} error={rooms.error} />
    case 'apps':
      return <AppsPlace {...all} open={apps} />
    case 'drives':
      return <DrivesPlace {...all} open={drives} />
    case 'machines':
      return <MachinesPlace {...all} open={machines} />
  }
}

/** The one before or after; the one that is open where there is no other. */
function neighbour(
  all: readonly { readonly id: string }[],
  active: string | undefined,
  by: 1 | -1,
): string | null {
  const index = all.findIndex(({ id }) => id === active)
  const first = by === 1 ? all[0] : all.at(-1)
  const next = index === -1 ? first : all[(index + by + all.length) % all.length]
  return next?.id ?? null
}
