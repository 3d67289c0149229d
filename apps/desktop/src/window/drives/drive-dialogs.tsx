/** Dialogs by which a drive comes into the list, and files go without one. */
import { CreateDriveDialog } from './create-drive-dialog.tsx'
import { OpenDriveDialog } from './open-drive-dialog.tsx'
import { ReceiveDialog } from '../transfers/receive-dialog.tsx'
import { SendDialog } from '../transfers/send-dialog.tsx'

export type DriveDialogName = 'create' | 'open' | 'send' | 'receive'

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
    case 'send':
      return <SendDialog onClose={onClose} />
    case 'receive':
      return <ReceiveDialog onClose={onClose} />
    case null:
      return null
  }
}
