/** What stands in the middle while no drive is open: for a beginner, what a drive is. */
import { Button } from '../ui/button.tsx'
import { LinkIcon, PearMark, PlusIcon } from '../ui/icons.tsx'
import type { DriveDialogName } from './drive-dialogs.tsx'

interface DrivesWelcomeProps {
  readonly hasDrives: boolean
  readonly onDialog: (name: DriveDialogName) => void
}

export function DrivesWelcome({ hasDrives, onDialog }: DrivesWelcomeProps) {
  return (
    <main aria-label="Drives" className="grid min-h-0 flex-1 place-items-center overflow-auto bg-paper p-6">
      <div className="max-w-md">
        {hasDrives ? <ChooseOne /> : <WhatDrivesAre />}
        <div className="mt-7 flex flex-wrap justify-center gap-3">
          <Button look="primary" onPress={() => onDialog('create')}>
            <PlusIcon className="size-4.5" />
            Create a drive
          </Button>
          <Button onPress={() => onDialog('open')}>
            <LinkIcon className="size-4.5" />
            Open by link
          </Button>
        </div>
      </div>
    </main>
  )
}

function ChooseOne() {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">Choose a drive</h2>
      <p className="mt-3 text-balance text-soft">
        Pick one from the list, make another, or open one by its link.
      </p>
    </div>
  )
}

export function WhatDrivesAre() {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">Folders you give to others</h2>
      <p className="mt-3 text-balance text-soft">
        A drive is a folder that others read from your computer: no server, no upload limit. You alone change
        it, they see every change, and earlier versions stay. Create one and drag your files in, or open one
        by a link you were given.
      </p>
    </div>
  )
}
