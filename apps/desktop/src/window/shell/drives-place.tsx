/** Drives: the list, and the one that is looked at. */
import { DriveDialogs } from '../drives/drive-dialogs.tsx'
import { DriveScreen } from '../drives/drive-screen.tsx'
import { DrivesPane } from '../drives/drives-pane.tsx'
import { DrivesWelcome } from '../drives/drives-welcome.tsx'
import type { DialogName } from './dialog-name.ts'
import type { PlaceProps } from './place.ts'
import { Sidebar } from './sidebar.tsx'
import type { OpenDrive } from './use-open-drive.ts'

interface DrivesPlaceProps extends PlaceProps {
  readonly open: OpenDrive
  readonly onDialog: (name: DialogName) => void
}

export function DrivesPlace({ open, isNarrow, onPlace, onDialog }: DrivesPlaceProps) {
  const { drives, error, drive, dialog, select, setDialog } = open
  return (
    <>
      {(!isNarrow || drive === null) && (
        <Sidebar place="drives" onPlace={onPlace} onDialog={onDialog}>
          <DrivesPane
            drives={drives}
            error={error}
            active={drive?.id ?? null}
            isAlone={isNarrow}
            onOpen={select}
            onDialog={setDialog}
          />
        </Sidebar>
      )}
      {drive !== null && (
        <DriveScreen
          key={drive.id}
          drive={drive}
          isNarrow={isNarrow}
          onBack={isNarrow ? () => select(null) : null}
          onRemoved={() => select(null)}
        />
      )}
      {!isNarrow && drive === null && drives !== null && (
        <DrivesWelcome hasDrives={drives.length > 0} onDialog={setDialog} />
      )}
      <DriveDialogs name={dialog} onClose={() => setDialog(null)} onOpen={select} />
    </>
  )
}
