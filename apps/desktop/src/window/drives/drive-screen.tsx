/** One drive: what it is, and what is in it. */
import type { DriveView } from '@comice/host'
import { useState } from 'react'
import { Seconds } from '../dialogs/seconds.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { LookedDriveContext } from './drive-address.ts'
import { DriveBrowser } from './drive-browser.tsx'
import { DriveHead } from './drive-head.tsx'
import { useLook } from './use-look.ts'

interface DriveScreenProps {
  readonly drive: DriveView
  readonly isNarrow: boolean
  /** Null where the list stands beside it. */
  readonly onBack: (() => void) | null
  readonly onRemoved: () => void
}

export function DriveScreen({ drive, isNarrow, onBack, onRemoved }: DriveScreenProps) {
  const [attempt, setAttempt] = useState(1)
  return (
    <main aria-label={drive.name} className="flex min-h-0 min-w-0 flex-1 flex-col bg-paper">
      <DriveHead drive={drive} onBack={onBack} onRemoved={onRemoved} />
      <Looking key={attempt} drive={drive} isNarrow={isNarrow} onAgain={() => setAttempt(attempt + 1)} />
    </main>
  )
}

interface LookingProps {
  readonly drive: DriveView
  readonly isNarrow: boolean
  readonly onAgain: () => void
}

function Looking({ drive, isNarrow, onAgain }: LookingProps) {
  const { drive: looked, error } = useLook(drive)
  if (error !== null) {
    return (
      <div className="flex max-w-2xl flex-col items-start gap-3 px-4 py-4 wide:px-8">
        <ErrorNote error={error} />
        <Button onPress={onAgain}>Try again</Button>
      </div>
    )
  }
  if (looked === null) {
    return (
      <div className="max-w-2xl px-4 py-4 wide:px-8">
        <div role="status" className="rounded-xl bg-shelf px-3 py-3 text-sm">
          <p className="flex justify-between gap-3">
            {drive.isOurs ? 'Opening it…' : 'Looking for somebody who has it…'}
            <Seconds />
          </p>
          <div aria-hidden="true" className="seek relative mt-2.5 h-1 overflow-hidden rounded-full bg-line" />
        </div>
      </div>
    )
  }
  return (
    <LookedDriveContext value={looked}>
      <DriveBrowser isNarrow={isNarrow} />
    </LookedDriveContext>
  )
}
