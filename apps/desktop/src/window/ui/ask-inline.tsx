/** Asks once more, where the thing stands that it is about. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { useFocusBack } from './use-focus-back.ts'
import { useSubmit } from './use-submit.ts'

interface AskInlineProps {
  /** Names the question for who does not see where it stands. */
  readonly label: string
  /** What the button says. */
  readonly action: string
  readonly run: () => Promise<unknown>
  readonly onClose: () => void
  /** What happened then; by default it only closes. */
  readonly onDone?: () => void
  readonly isDangerous?: boolean
  /** Whether what was filled in will do. */
  readonly isReady?: boolean
  readonly children: ReactNode
}

export function AskInline({ label, action, run, onClose, onDone, ...props }: AskInlineProps) {
  const { isDangerous = true, isReady = true, children } = props
  const doing = useSubmit(run, () => {
    onClose()
    onDone?.()
  })
  const group = useRef<HTMLDivElement>(null)
  useFocusBack(group)
  useEffect(() => {
    // What is to be written comes first; where nothing is, the answer that changes nothing has the focus already.
    group.current?.querySelector<HTMLElement>('textarea, input:not([type=radio])')?.focus()
    // At the end of a list its buttons would be below what one sees.
    group.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div
      ref={group}
      role="group"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // It closes this alone, and not what this stands in.
        event.stopPropagation()
        onClose()
      }}
      className="rise mt-1 mb-2 flex flex-col gap-3 rounded-xl bg-shelf p-3 text-sm"
    >
      {children}
      {doing.error !== null && <ErrorNote error={doing.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" autoFocus onPress={onClose}>
          Cancel
        </Button>
        <Button
          look={isDangerous ? 'destructive' : 'primary'}
          onPress={() => doing.run(undefined)}
          isBusy={doing.isRunning}
          isDisabled={!isReady}
        >
          {action}
        </Button>
      </div>
    </div>
  )
}
