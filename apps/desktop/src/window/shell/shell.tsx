/** The two panes, or one where there is room for one only, and what spans them. */
import { useRooms } from '@comice/client/react'
import { useCallback, useState } from 'react'
import { appName } from '../apps/app-words.ts'
import { OpeningDialog } from '../apps/opening-dialog.tsx'
import { Reconnecting } from '../network/reconnecting.tsx'
import { UploadPanel } from '../uploads/upload-panel.tsx'
import { AppsPlace } from './apps-place.tsx'
import type { DialogName } from './dialog-name.ts'
import { Dialogs } from './dialogs.tsx'
import { DrivesPlace } from './drives-place.tsx'
import { usePlace } from './place.ts'
import { RoomsPlace } from './rooms-place.tsx'
import { useNarrow } from './use-narrow.ts'
import { type OpenApp, useOpenApp } from './use-open-app.ts'
import { useOpenDrive } from './use-open-drive.ts'
import { useOpenRoom, useTitle } from './use-open-room.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function Shell() {
  const { value: rooms, error } = useRooms()
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [place, go] = usePlace()
  const [room, openRoom] = useOpenRoom(rooms)
  const apps = useOpenApp(place === 'apps')
  const drives = useOpenDrive(place === 'drives')
  const isNarrow = useNarrow()
  const open = useCallback(
    (id: string | null) => {
      go('rooms')
      openRoom(id)
    },
    [go, openRoom],
  )
  const inRooms = { shown: room, all: rooms, name: room?.name, select: open }
  const inApps = { shown: apps.app, all: apps.apps, name: apps.app && appName(apps.app), select: apps.select }
  const inDrives = {
    shown: drives.drive,
    all: drives.drives,
    name: drives.drive?.name,
    select: drives.select,
  }
  const here = { rooms: inRooms, apps: inApps, drives: inDrives }[place]
  useTitle(rooms, here.name ?? null)
  const isDialogOpen = dialog !== null || isAsked(apps) || drives.dialog !== null
  useShortcuts(
    {
      onSwitch: () => setDialog('switch'),
      onHelp: () => setDialog('help'),
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
        {place === 'rooms' && <RoomsPlace {...all} rooms={rooms} error={error} room={room} onOpen={open} />}
        {place === 'apps' && <AppsPlace {...all} open={apps} />}
        {place === 'drives' && <DrivesPlace {...all} open={drives} />}
      </div>
      <Dialogs name={dialog} rooms={rooms ?? []} room={room} onDialog={setDialog} onOpen={open} />
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

/** Whether an app has the user's attention. */
function isAsked({ isAsking, stage }: OpenApp): boolean {
  return isAsking || stage.kind !== 'idle'
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
