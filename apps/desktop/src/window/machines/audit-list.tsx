/** What was done at this machine, the newest first. */
import { useNode } from '@comice/client/react'
import type { AuditView, MachinesView } from '@comice/host'
import { AUDIT_ENTRIES } from '../constants.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { shortKey } from '../format/text.ts'
import { fullTime, isoTime } from '../format/time.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { auditTitle } from './machine-words.ts'

/** `sessions`: with each change of them something was written down. */
export function AuditList({ sessions }: { sessions: MachinesView['sessions'] }) {
  const api = useNode()
  const ids = sessions.map(({ id }) => id).join(' ')
  const { value, error } = useAnswer(() => api.remote.audit.query({ last: AUDIT_ENTRIES }), ids)
  if (error !== null) return <ErrorNote error={error} />
  if (value?.length === 0) return <p className="py-2 text-sm text-soft">Nobody has used this machine yet.</p>
  return (
    <ol className="flex flex-col">
      {value?.toReversed().map((entry, index) => (
        <AuditRow key={`${entry.at} ${entry.session ?? ''} ${index}`} entry={entry} />
      ))}
    </ol>
  )
}

function AuditRow({ entry }: { entry: AuditView }) {
  const { at, device, name, kind, durationMs, bytesIn = 0, bytesOut = 0, more = 0 } = entry
  const facts = [
    ...(durationMs === undefined ? [] : [formatDuration(durationMs / 1000)]),
    ...(kind === 'ended' ? [`${formatBytes(bytesIn)} in, ${formatBytes(bytesOut)} out`] : []),
    ...(more === 0 ? [] : [`and ${more} more before`]),
  ]
  return (
    <li className="border-t border-line py-1.5 text-sm first:border-0">
      <p className={`wrap-anywhere ${kind === 'refused' ? 'text-russet' : ''}`}>
        <bdi className="font-medium">{name ?? shortKey(device)}</bdi>: {auditTitle(entry)}
      </p>
      <p className="text-xs text-soft tabular-nums">
        <time dateTime={isoTime(at)}>{fullTime(at)}</time>
        {facts.length > 0 && `, ${facts.join(', ')}`}
      </p>
    </li>
  )
}
