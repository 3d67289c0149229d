/** What was received, and where it is. */
import { useNode } from '@comice/client/react'
import type { TransferResult } from '@comice/host'
import { nameOf, REFUSED } from '../drives/drive-words.ts'
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CheckIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'

export type Received = Extract<TransferResult, { kind: 'receive' }>

export function ReceivedNames({ result, onClose }: { result: Received; onClose: () => void }) {
  const { placed, files, bytes, into, refused, refusedCount } = result
  const [first] = refused
  const api = useNode()
  const show = useSubmit(
    () => api.transfers.show.mutate({ id: result.id }),
    () => undefined,
  )
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="flex items-center gap-2 font-medium">
        <CheckIcon className="size-4.5 text-accent" />
        {count(files, 'file')} · {formatBytes(bytes)}
      </p>
      <div className="rounded-xl border border-line bg-paper px-4 py-3 text-sm">
        <ul aria-label="Saved" className="max-h-48 overflow-y-auto">
          {placed.map(({ path }) => (
            <li key={path} className="py-0.5">
              <bdi className="wrap-anywhere">{nameOf(path)}</bdi>
            </li>
          ))}
        </ul>
        {into !== null && (
          <div className="mt-2 border-t border-line pt-2">
            <p className="text-xs text-soft">In the folder</p>
            <CopyText text={into} label="Copy the path" isWhole />
          </div>
        )}
      </div>
      {refusedCount > 0 && (
        <div role="alert" className="rounded-xl bg-russet-tint px-3 py-2 text-sm text-russet">
          <p className="font-medium">{count(refusedCount, 'file')} left out</p>
          {first !== undefined && (
            <p className="wrap-anywhere">
              <bdi>{first.path}</bdi>: {REFUSED[first.reason]}.
            </p>
          )}
        </div>
      )}
      {show.error !== null && <ErrorNote error={show.error} />}
      <div className="flex justify-end gap-2 pt-1">
        {into !== null && (
          <Button look="quiet" onPress={() => show.run(undefined)} isBusy={show.isRunning}>
            Open the folder
          </Button>
        )}
        <Button look="primary" autoFocus onPress={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}
