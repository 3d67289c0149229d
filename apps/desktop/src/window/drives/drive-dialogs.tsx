/** Dialogs by which a drive comes into the list. */
import { CreateDriveDialog } from './create-drive-dialog.tsx'
import { OpenDriveDialog } from './open-drive-dialog.tsx'

export type DriveDialogName = 'create' | 'open'

interface DriveDialogsProps {
  readonly name: DriveDialogName | null
  readonly onClose: () => void
  /** With the key of the drive. */
  readonly onOpen: (drive: string) => void
}

export function DriveDialogs({ name, onClose, onOpen }: DriveDialogsProps) {
  const open = (drive: string) => {
    onClose()
    onOpen(drive)
  }
  switch (name) {
    case 'create':
      return <CreateDriveDialog onClose={onClose} onCreated={open} />
    case 'open':
      return <OpenDriveDialog onClose={onClose} onOpened={open} />
    case null:
      return null
  }
}
