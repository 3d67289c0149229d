import { DayForm } from '../search/day-form.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { Place } from './room-context.ts'

interface DayDialogProps {
  readonly room: string
  readonly onClose: () => void
  readonly onJump: (place: Place) => void
}

/** Asks for the day that one wants to be led to. */
export function DayDialog({ room, onClose, onJump }: DayDialogProps) {
  return (
    <Sheet title="Go to a day" onClose={onClose}>
      <p className="mb-3 text-sm text-soft">
        It leads to the first message of that day, or of the next one with any.
      </p>
      <DayForm room={room} onGo={onJump} autoFocus />
    </Sheet>
  )
}
