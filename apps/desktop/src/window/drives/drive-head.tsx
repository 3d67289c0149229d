/** The name of a drive, what it is, and what can be done with the whole of it. */
import type { DriveView } from '@comice/host'
import { useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { BackIcon, PenIcon, ShareIcon, TrashIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import { DriveMark } from './drive-list.tsx'
import { RemoveDriveDialog, RenameDriveDialog } from './drive-settings.tsx'
import { factsLine } from './drive-words.ts'
import { SeedSwitch } from './seed-switch.tsx'
import { ShareSheet } from './share-sheet.tsx'

interface DriveHeadProps {
  readonly drive: DriveView
  readonly onBack: (() => void) | null
  readonly onRemoved: () => void
}

export function DriveHead({ drive, onBack, onRemoved }: DriveHeadProps) {
  const [open, setOpen] = useState<'share' | 'rename' | 'remove' | null>(null)
  const close = () => setOpen(null)
  return (
    <header className="flex flex-col gap-2 border-b border-line px-3 pt-3 pb-2 wide:px-8 wide:pt-5">
      <div className="flex items-center gap-3">
        {onBack !== null && (
          <IconButton label="All drives" onPress={onBack}>
            <BackIcon />
          </IconButton>
        )}
        {onBack === null && <DriveMark id={drive.id} className="size-12" />}
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-serif text-2xl">
            <bdi>{drive.name}</bdi>
          </h2>
          <p className="text-sm text-soft wide:truncate">{factsLine(drive)}</p>
        </div>
        <Button onPress={() => setOpen('share')}>
          <ShareIcon className="size-4.5" />
          <span className="sr-only wide:not-sr-only">Share</span>
        </Button>
        <Menu
          label="More for this drive"
          className="-mr-2"
          choices={[
            {
              ...{ id: 'rename', text: 'Rename', onAction: () => setOpen('rename') },
              label: (
                <>
                  <PenIcon className="size-4.5" />
                  Rename…
                </>
              ),
            },
            {
              ...{ id: 'remove', text: 'Remove', onAction: () => setOpen('remove'), isDangerous: true },
              label: (
                <>
                  <TrashIcon className="size-4.5" />
                  Remove…
                </>
              ),
            },
          ]}
        />
      </div>
      <SeedSwitch drive={drive} />
      {open === 'share' && <ShareSheet drive={drive} onClose={close} />}
      {open === 'rename' && <RenameDriveDialog drive={drive} onClose={close} />}
      {open === 'remove' && <RemoveDriveDialog drive={drive} onRemoved={onRemoved} onClose={close} />}
    </header>
  )
}
