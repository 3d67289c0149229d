/** Goes back to an earlier version, after one has said so; twice, where much would go. */
import { useNode } from '@comice/client/react'
import type { DriveVersionView, MirrorProgress } from '@comice/host'
import { useLookedDrive } from '../drives/drive-address.ts'
import { nameOf } from '../drives/drive-words.ts'
import { formatDuration } from '../format/duration.ts'
import { clockTime, dayWithin } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useWork } from '../ui/use-work.ts'

interface RestoreDialogProps {
  readonly version: DriveVersionView
  /** Empty: the whole drive. */
  readonly path: string
  readonly onDone: () => void
  readonly onClose: () => void
}

interface RestoreInput {
  readonly drive: string
  readonly version: number
  readonly path: string
  readonly mayDeleteMuch?: boolean
}

export function RestoreDialog({ version: { version, at }, path, onDone, onClose }: RestoreDialogProps) {
  const api = useNode()
  const { id, name } = useLookedDrive()
  const work = useWork<RestoreInput, MirrorProgress, unknown>(api.drives.restore, onDone)
  const { error, isRunning, progress } = work
  const deletesMuch = error?.code === 'MIRROR_DELETES_MUCH'
  const run = () => work.run({ drive: id, version, path, ...(deletesMuch ? { mayDeleteMuch: true } : {}) })
  const what = path === '' ? name : nameOf(path)
  return (
    <Sheet
      title={
        <>
          Restore <bdi>{what}</bdi>?
        </>
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        <p>
          It becomes what it was: {dayWithin(at, Date.now())}, {clockTime(at)}.
          {path === '' && ' What came since goes from the drive.'} That is a new version: what is there now
          stays in the history.
        </p>
        {deletesMuch && (
          <p role="alert" className="rounded-xl bg-russet-tint px-3 py-2.5 text-sm text-russet">
            More than a tenth of the drive would go. Nothing was changed yet.
          </p>
        )}
        {error !== null && !deletesMuch && <ErrorNote error={error} />}
        {isRunning && <Progress progress={progress} />}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button autoFocus onPress={onClose}>
            Cancel
          </Button>
          <Button
            look={deletesMuch ? 'destructive' : 'primary'}
            onPress={() => isRunning || run()}
            isBusy={isRunning}
          >
            {deletesMuch ? 'Restore all the same' : isRunning ? 'Restoring…' : 'Restore'}
          </Button>
        </div>
      </div>
    </Sheet>
  )
}

function Progress({ progress }: { progress: MirrorProgress | null }) {
  const isKnown = progress !== null && progress.totalEntries > 0
  return (
    <div role="status" className="flex flex-col gap-2 text-sm text-soft tabular-nums">
      <p>
        {isKnown
          ? `${progress.entries.toLocaleString()} of ${progress.totalEntries.toLocaleString()} entries`
          : 'Comparing…'}
        {progress?.secondsLeft != null && ` · ${formatDuration(progress.secondsLeft)} left`}
      </p>
      <ProgressBar label="Restored" share={isKnown ? progress.entries / progress.totalEntries : null} />
    </div>
  )
}
