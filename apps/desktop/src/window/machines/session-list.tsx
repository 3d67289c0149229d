/** What others do here at this moment, and an end to it. */
import { useNode } from '@comice/client/react'
import type { SessionView } from '@comice/host'
import { formatBytes } from '../format/bytes.ts'
import { shortKey } from '../format/text.ts'
import { clockTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { permissionTitle } from './machine-words.ts'

export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  if (sessions.length === 0) return <p className="py-2 text-sm text-soft">Nobody uses this machine now.</p>
  return (
    <ul className="flex flex-col">
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  )
}

function SessionRow({ session }: { session: SessionView }) {
  const api = useNode()
  const { id, name, device, capability, what, startedAt, bytesIn, bytesOut } = session
  const kill = useSubmit(
    () => api.remote.sessions.kill.mutate({ id }),
    () => undefined,
  )
  const who = name ?? shortKey(device)
  return (
    <li className="border-t border-line py-2 first:border-0">
      <div className="flex items-center gap-3 text-sm">
        <span aria-hidden="true" className="breathe size-2.5 shrink-0 rounded-full bg-accent" />
        <p className="min-w-0 flex-1 wrap-anywhere">
          <bdi className="font-medium">{who}</bdi>: {permissionTitle(capability)}
          {what !== '' && <code className="ml-1 font-mono text-xs">{what}</code>}
          <span className="block text-xs text-soft tabular-nums">
            since {clockTime(startedAt)}, {formatBytes(bytesIn)} in, {formatBytes(bytesOut)} out
          </span>
        </p>
        <Button
          look="danger"
          aria-label={`End the session of ${who}`}
          onPress={() => kill.run(undefined)}
          isBusy={kill.isRunning}
        >
          End
        </Button>
      </div>
      {kill.error !== null && <ErrorNote error={kill.error} />}
    </li>
  )
}
