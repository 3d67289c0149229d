/** Asks once more before something that cannot be taken back. */
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { Sheet } from './sheet.tsx'
import { useSubmit } from './use-submit.ts'

interface ConfirmProps {
  readonly title: ReactNode
  /** What the button says. */
  readonly action: string
  readonly run: () => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Confirm({ title, action, run, onDone, onClose, children }: ConfirmProps) {
  const doing = useSubmit(run, () => {
    onClose()
    onDone()
  })
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <div className="wrap-anywhere">{children}</div>
        {doing.error !== null && <ErrorNote error={doing.error} />}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button look="plain" autoFocus onPress={onClose}>
            Cancel
          </Button>
          <Button look="destructive" onPress={() => doing.run(undefined)} isBusy={doing.isRunning}>
            {action}
          </Button>
        </div>
      </div>
    </Sheet>
  )
}
