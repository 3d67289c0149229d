/** What members told those who moderate about. */
import { useNode } from '@comice/client/react'
import type { Report, RoomSnapshot } from '@comice/host'
import { sanitizeText } from '@comice/protocol'
import { MessageText } from '../conversation/message-text.tsx'
import { count, shortKey } from '../format/text.ts'
import { clockTime, dayWithin } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { WarnIcon } from '../ui/icons.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { useSubmit } from '../ui/use-submit.ts'

/** For moderators and above. */
export function ReportList({ snapshot }: { snapshot: RoomSnapshot }) {
  const { id } = snapshot.room
  const api = useNode()
  const reports = useAnswer(() => api.rooms.moderation.reports.query({ room: id }), snapshot)
  const all = reports.value ?? []
  if (all.length === 0) return null
  return (
    <section aria-label="Reports" className="mb-4 rounded-2xl bg-russet-tint p-3">
      <h3 className="flex items-center gap-1.5 text-sm font-medium text-russet">
        <WarnIcon className="size-4" />
        {count(all.length, 'report')}
      </h3>
      <ul className="mt-1 flex flex-col">
        {all.map((report) => (
          <ReportRow key={report.id} room={id} report={report} onDone={reports.askAgain} />
        ))}
      </ul>
    </section>
  )
}

interface ReportRowProps {
  readonly room: string
  readonly report: Report
  readonly onDone: () => void
}

function ReportRow({ room, report, onDone }: ReportRowProps) {
  const api = useNode()
  const { id, by, name, claimedAt, about, reason, message } = report
  const dismiss = useSubmit(() => api.rooms.moderation.dismiss.mutate({ room, id }), onDone)
  return (
    <li className="border-t border-line py-2 text-sm first:border-0">
      <p>
        <bdi className="font-medium">{name}</bdi>{' '}
        <code className="font-mono text-xs text-soft">{shortKey(by)}</code>,{' '}
        {dayWithin(claimedAt, Date.now())}, {clockTime(claimedAt)}
      </p>
      {about === null && <p className="text-soft">Not sealed to this device: others can read it.</p>}
      {reason !== '' && (
        <p className="wrap-anywhere whitespace-pre-wrap">{sanitizeText(reason, { newlines: true })}</p>
      )}
      {about !== null && <Reported message={message} />}
      <div className="mt-1 flex justify-end">
        <Button
          aria-label={`Dismiss the report of ${name}`}
          onPress={() => dismiss.run(undefined)}
          isBusy={dismiss.isRunning}
        >
          Dismiss
        </Button>
      </div>
      {dismiss.error !== null && <ErrorNote error={dismiss.error} />}
    </li>
  )
}

function Reported({ message }: Pick<Report, 'message'>) {
  if (message === null) return <p className="text-soft">The message is not where it was.</p>
  const { name, text, deletedBy, files } = message
  return (
    <blockquote className="mt-1 border-l-2 border-edge pl-3">
      <p className="text-xs text-soft">
        <bdi>{name}</bdi>
      </p>
      {deletedBy !== null && <em className="text-soft">It was deleted since.</em>}
      {text !== '' && <MessageText text={text} />}
      {files.length > 0 && <p className="text-soft">{count(files.length, 'file')}</p>}
    </blockquote>
  )
}
