/** What stands in the pane on the left while the window shows drives. */
import type { DriveView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { LinkIcon, PlusIcon, SaveIcon, SendIcon } from '../ui/icons.tsx'
import { TransferList } from '../transfers/transfer-list.tsx'
import type { DriveDialogName } from './drive-dialogs.tsx'
import { DriveList } from './drive-list.tsx'
import { WhatDrivesAre } from './drives-welcome.tsx'

interface DrivesPaneProps {
  /** Null until the node has sent them. */
  readonly drives: readonly DriveView[] | null
  readonly error: ComiceError | null
  readonly active: string | null
  /** Whether it is the only pane, so that it has to welcome too. */
  readonly isAlone: boolean
  readonly onOpen: (drive: string) => void
  readonly onDialog: (name: DriveDialogName) => void
}

export function DrivesPane({ drives, error, active, isAlone, onOpen, onDialog }: DrivesPaneProps) {
  return (
    <>
      <div className="grid grid-cols-2 gap-2 px-3 pb-2">
        <Button onPress={() => onDialog('create')} aria-label="Create a drive">
          <PlusIcon className="size-4.5" />
          Create
        </Button>
        <Button onPress={() => onDialog('open')} aria-label="Open a drive by its link">
          <LinkIcon className="size-4.5" />
          Open
        </Button>
        <Button onPress={() => onDialog('send')} aria-label="Send files by a code">
          <SendIcon className="size-4.5" />
          Send
        </Button>
        <Button onPress={() => onDialog('receive')} aria-label="Receive files by a code">
          <SaveIcon className="size-4.5" />
          Receive
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {error !== null && <ErrorNote error={error} />}
        {drives?.length === 0 && !isAlone && <p className="px-3 py-4 text-sm text-soft">No drives yet.</p>}
        {drives?.length === 0 && isAlone && (
          <div className="px-3 py-8">
            <WhatDrivesAre />
          </div>
        )}
        {drives !== null && <DriveList drives={drives} active={active} onOpen={onOpen} />}
        <TransferList />
      </div>
    </>
  )
}
