/** The invites of a room: what each lets in, how much of it is used, and an end to it. */
import { useNode } from '@comice/client/react'
import type { InviteInfo } from '@comice/host'
import { roleTitle } from '../people/role-words.ts'
import { count } from '../format/text.ts'
import { clockTime, dayWithin } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import type { Answer } from '../ui/use-answer.ts'
import { useSubmit } from '../ui/use-submit.ts'

interface InviteListProps {
  readonly room: string
  readonly invites: Answer<readonly InviteInfo[]>
  readonly nameOf: (identity: string) => string
}

export function InviteList({ room, invites, nameOf }: InviteListProps) {
  const { value, error, askAgain } = invites
  const now = Date.now()
  const open = value?.filter((invite) => isOpen(invite, now)) ?? []
  if (error !== null) return <ErrorNote error={error} />
  if (open.length === 0) return null
  return (
    <section aria-label="Invites that are out" className="mt-6 border-t border-line pt-4">
      <h3 className="text-sm font-medium">Invites that are out</h3>
      <ul className="mt-1 flex flex-col">
        {open.map((invite) => (
          <InviteRow
            key={invite.id}
            room={room}
            invite={invite}
            by={nameOf(invite.createdBy)}
            now={now}
            onDone={askAgain}
          />
        ))}
      </ul>
    </section>
  )
}

/** Whether it still lets anybody in, by this computer's clock. */
function isOpen({ revoked, uses, maxUses, expiresAt }: InviteInfo, now: number): boolean {
  return !revoked && (maxUses === null || uses < maxUses) && (expiresAt === null || expiresAt > now)
}

interface InviteRowProps {
  readonly room: string
  readonly invite: InviteInfo
  readonly by: string
  readonly now: number
  readonly onDone: () => void
}

function InviteRow({ room, invite, by, now, onDone }: InviteRowProps) {
  const api = useNode()
  const revoke = useSubmit(() => api.rooms.people.revokeInvite.mutate({ room, id: invite.id }), onDone)
  const what = whatOf(invite)
  return (
    <li className="border-t border-line py-2 first:border-0">
      <div className="flex items-center gap-3 text-sm">
        <p className="min-w-0 flex-1">
          {what}
          <span className="block text-xs text-soft">
            by <bdi>{by}</bdi>
            {invite.expiresAt !== null &&
              `, until ${dayWithin(invite.expiresAt, now)}, ${clockTime(invite.expiresAt)}`}
          </span>
        </p>
        <Button
          look="danger"
          aria-label={`Revoke: ${what}, by ${by}`}
          onPress={() => revoke.run(undefined)}
          isBusy={revoke.isRunning}
        >
          Revoke
        </Button>
      </div>
      {revoke.error !== null && <ErrorNote error={revoke.error} />}
    </li>
  )
}

function whatOf({ uses, maxUses, role, needsApproval }: InviteInfo): string {
  const used = maxUses === null ? `${count(uses, 'use')} of any number` : `${uses} of ${maxUses} used`
  return `${roleTitle(role)}, ${used}${needsApproval ? ', with an approval' : ''}`
}
