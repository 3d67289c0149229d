/** What is on its way into drives, in a corner of the window. */
import type { ReactNode } from 'react'
import { REFUSED } from '../drives/drive-words.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { count } from '../format/text.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CheckIcon, CloseIcon } from '../ui/icons.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import type { Upload } from './uploads.ts'
import { useUploadList, useUploads } from './uploads-provider.tsx'

export function UploadPanel() {
  const uploads = useUploads()
  const all = useUploadList()
  if (all.length === 0) return null
  return (
    <section
      aria-label="Uploads"
      className="rise fixed inset-x-2 bottom-2 z-30 flex max-h-[50%] flex-col overflow-y-auto rounded-2xl border border-line bg-card shadow-sheet wide:right-4 wide:bottom-4 wide:left-auto wide:w-96"
    >
      <ul>
        {all.map((upload) => (
          <li key={upload.id} className="border-t border-line px-4 py-3 first:border-0">
            <UploadItem
              upload={upload}
              onCancel={() => uploads.cancel(upload.id)}
              onDismiss={() => uploads.dismiss(upload.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface UploadItemProps {
  readonly upload: Upload
  readonly onCancel: () => void
  readonly onDismiss: () => void
}

function UploadItem({ upload, onCancel, onDismiss }: UploadItemProps) {
  const { state, bytes, sentBytes, error, result } = upload
  const isOver = state === 'done' || state === 'failed'
  return (
    <div className="flex flex-col gap-2 text-sm">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-1.5 font-medium">
            {state === 'done' && <CheckIcon className="size-4.5 text-accent" />}
            <span className="min-w-0 wrap-anywhere">{titleOf(upload)}</span>
          </p>
          <p role="status" className="text-soft tabular-nums">
            {lineOf(upload)}
          </p>
        </div>
        <IconButton
          label={isOver ? 'Close' : 'Cancel the upload'}
          onPress={isOver ? onDismiss : onCancel}
          className="-mt-1 -mr-2"
        >
          <CloseIcon className="size-4.5" />
        </IconButton>
      </div>
      {!isOver && (
        <ProgressBar label="Uploaded" share={state === 'sending' && bytes > 0 ? sentBytes / bytes : null} />
      )}
      {result !== null && result.refusedCount > 0 && <Refused result={result} />}
      {error !== null && <ErrorNote error={error} />}
    </div>
  )
}

function titleOf({ files, drive, folder, state, result }: Upload): ReactNode {
  const number = result?.entries ?? files
  const verb = state === 'done' ? (number === 1 ? 'is in' : 'are in') : 'to'
  return (
    <>
      {count(number, 'file')} {verb}{' '}
      <bdi>
        {drive}
        {folder}
      </bdi>
    </>
  )
}

function lineOf({ state, bytes, sentBytes, pace, result }: Upload): string {
  switch (state) {
    case 'sending': {
      const done = `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`
      if (pace.perSecond === 0) return done
      const left = pace.secondsLeft === null ? '' : ` · ${formatDuration(pace.secondsLeft)} left`
      return `${done} · ${formatBytes(pace.perSecond)}/s${left}`
    }
    case 'writing':
      return 'Writing it into the drive…'
    case 'done':
      return formatBytes(result?.bytes ?? bytes)
    case 'failed':
      return 'Nothing was written.'
  }
}

function Refused({ result }: { result: NonNullable<Upload['result']> }) {
  const [first] = result.refused
  return (
    <div role="alert" className="rounded-xl bg-russet-tint px-3 py-2 text-russet">
      <p className="font-medium">{count(result.refusedCount, 'file')} left out</p>
      {first !== undefined && (
        <p className="wrap-anywhere">
          <bdi>{first.path}</bdi>: {REFUSED[first.reason]}.
        </p>
      )}
    </div>
  )
}
