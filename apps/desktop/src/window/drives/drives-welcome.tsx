/** What stands in the middle while no drive is open: for a beginner, what a drive is. */
import { Button } from '../ui/button.tsx'
import { LinkIcon, PlusIcon } from '../ui/icons.tsx'
import { Welcome, WelcomeText } from '../ui/welcome.tsx'
import type { DriveDialogName } from './drive-dialogs.tsx'

interface DrivesWelcomeProps {
  readonly hasDrives: boolean
  readonly onDialog: (name: DriveDialogName) => void
}

const CHOOSE_ONE = {
  title: 'Choose a drive',
  text: 'Pick one from the list, make another, or open one by its link.',
}

const WHAT_DRIVES_ARE = {
  title: 'Folders you give to others',
  text: 'A drive is a folder that others read from your computer: no server, no upload limit. You alone change it, they see every change, and earlier versions stay. Create one and drag your files in, or open one by a link you were given.',
}

export function DrivesWelcome({ hasDrives, onDialog }: DrivesWelcomeProps) {
  return (
    <Welcome label="Drives" {...(hasDrives ? CHOOSE_ONE : WHAT_DRIVES_ARE)}>
      <Button look="primary" onPress={() => onDialog('create')}>
        <PlusIcon className="size-4.5" />
        Create a drive
      </Button>
      <Button onPress={() => onDialog('open')}>
        <LinkIcon className="size-4.5" />
        Open by link
      </Button>
    </Welcome>
  )
}

export function WhatDrivesAre() {
  return <WelcomeText {...WHAT_DRIVES_ARE} />
}
