/** Who waits to be let in. */
import { useNode } from '@comice/client/react'
import type { PendingJoin, RoomSnapshot } from '@comice/host'
import { shortKey } from '../format/text.ts'
import { clockTime, dayWithin } from '../format/time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ClockIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { roleTitle } from './role-words.ts'

interface PendingListProps {
  readonly room: string
  readonly pending: readonly PendingJoin[]
  readonly may: RoomSnapshot['may']
  readonly onDone: () => void
}

export function PendingList({ room, pending, may, onDone }: PendingListProps) {
  if (pending.length === 0) return null
  return (
    <section aria-label="Waiting to be let in" className="mb-4 rounded-2xl bg-tint p-3 text-tint-ink">
      <h3 className="flex items-center gap-1.5 text-sm font-medium">
        <ClockIcon className="size-4" />
        Waiting to be let in
      </h3>
      <ul className="mt-1 flex flex-col">
        {pending.map((join) => (
          <PendingRow
            key={join.id}
            room={room}
            join={join}
            canDecide={may.includes('approve who waits')}
            onDone={onDone}
          />
        ))}
      </ul>
    </section>
  )
}

interface PendingRowProps {
  readonly room: string
  readonly join: PendingJoin
  readonly canDecide: boolean
  readonly onDone: () => void
}

function PendingRow({ room, join, canDecide, onDone }: PendingRowProps) {
  const api = useNode()
  const { id, person, role, needsApproval, askedAt } = join
  const name = join.name === '' ? shortKey(person) : join.name
  const approve = useSubmit(() => api.rooms.people.approve.mutate({ room, id }), onDone)
  const decline = useSubmit(() => api.rooms.people.decline.mutate({ room, id }), onDone)
  const error = approve.error ?? decline.error
  return (
    <li className="py-2">
      <div className="flex items-center gap-3">
        <Avatar name={name} of={person} className="size-9 text-xs" />
        <div className="min-w-0 flex-1">
          <p className="truncate">
            <bdi className="font-medium">{name}</bdi>{' '}
            <code className="font-mono text-xs text-tint-soft">{shortKey(person)}</code>
          </p>
          <p className="text-xs text-tint-soft">
            as {roleTitle(role).toLowerCase()}, since {dayWithin(askedAt, Date.now())}, {clockTime(askedAt)}
          </p>
        </div>
      </div>
      {!needsApproval && (
        <p className="mt-1 text-xs text-tint-soft">
          The room agrees by itself as soon as its creator’s device is online.
        </p>
      )}
      {canDecide && (
        <div className="mt-1 flex justify-end gap-2">
          <Button
            look="danger"
            aria-label={`Refuse: ${name}`}
            onPress={() => decline.run(undefined)}
            isBusy={decline.isRunning}
          >
            Refuse
          </Button>
          {needsApproval && (
            <Button
              look="primary"
              aria-label={`Let in: ${name}`}
              onPress={() => approve.run(undefined)}
              isBusy={approve.isRunning}
            >
              Let in
            </Button>
          )}
        </div>
      )}
      {error !== null && <ErrorNote error={error} />}
    </li>
  )
}
