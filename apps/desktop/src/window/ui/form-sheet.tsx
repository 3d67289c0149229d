/** A dialog that asks for something and does one thing with it. */
import type { ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { Sheet } from './sheet.tsx'
import type { Submit } from './use-submit.ts'

interface FormSheetProps {
  readonly title: string
  readonly submit: Pick<Submit<undefined>, 'isRunning' | 'error' | 'run'>
  /** Whether what was filled in will do. */
  readonly isReady: boolean
  /** What the button says. */
  readonly action: string
  /** What it says while that is being done. */
  readonly doing: string
  readonly onClose: () => void
  /** What is going on goes on when the dialog is closed: then there is nothing to cancel. */
  readonly goesOn?: boolean
  /** The fields. */
  readonly children: ReactNode
}

export function FormSheet({ title, submit, isReady, action, doing, onClose, ...props }: FormSheetProps) {
  const { isRunning, error } = submit
  return (
    <Sheet title={title} onClose={onClose}>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) submit.run(undefined)
        }}
      >
        {props.children}
        {error !== null && <ErrorNote error={error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            {props.goesOn === true && isRunning ? 'Close' : 'Cancel'}
          </Button>
          <Button type="submit" look="primary" isDisabled={!isReady} isBusy={isRunning}>
            {isRunning ? doing : action}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
