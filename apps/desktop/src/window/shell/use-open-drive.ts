/** Which drive is looked at. */
import { useDrives } from '@comice/client/react'
import type { DriveView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useState } from 'react'
import type { DriveDialogName } from '../drives/drive-dialogs.tsx'
import { lastDrive, rememberDrive } from '../session/session.ts'

export interface OpenDrive {
  /** Null until the node has sent them. */
  readonly drives: readonly DriveView[] | null
  readonly error: ComiceError | null
  readonly drive: DriveView | null
  readonly dialog: DriveDialogName | null
  readonly select: (drive: string | null) => void
  readonly setDialog: (name: DriveDialogName | null) => void
}

/** `isWanted`: whether the window shows drives. */
export function useOpenDrive(isWanted: boolean): OpenDrive {
  const { value: drives, error } = useDrives(isWanted)
  const [wanted, setWanted] = useState(lastDrive)
  const [dialog, setDialog] = useState<DriveDialogName | null>(null)
  const select = useCallback((id: string | null) => {
    rememberDrive(id)
    setWanted(id)
  }, [])
  return {
    ...{ drives, error, dialog, select, setDialog },
    drive: drives?.find(({ id }) => id === wanted) ?? null,
  }
}
