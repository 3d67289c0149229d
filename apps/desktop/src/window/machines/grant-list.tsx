/** What others may do here, and an end to it. */
import { useNode } from '@comice/client/react'
import type { GrantView } from '@comice/host'
import { clockTime, dayWithin } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { permissionTitle, whoIs } from './machine-words.ts'

interface GrantListProps {
  readonly grants: readonly GrantView[]
  /** Whether it has to be said whose they are. */
  readonly isOfAll: boolean
}

export function GrantList({ grants, isOfAll }: GrantListProps) {
  if (grants.length === 0) {
    return (
      <p className="py-2 text-sm text-soft">
        {isOfAll ? 'Nobody may do anything here.' : 'It may do nothing here.'}
      </p>
    )
  }
  return (
    <ul className="flex flex-col">
      {grants.map((grant) => (
        <GrantRow key={grant.id} grant={grant} isOfAll={isOfAll} />
      ))}
    </ul>
  )
}

function GrantRow({ grant, isOfAll }: { grant: GrantView; isOfAll: boolean }) {
  const api = useNode()
  const remove = useSubmit(
    () => api.remote.grants.remove.mutate({ id: grant.id }),
    () => undefined,
  )
  const { what, until } = grant
  const now = Date.now()
  return (
    <li className="border-t border-line py-2 first:border-0">
      <div className="flex items-center gap-3 text-sm">
        <p className="min-w-0 flex-1 wrap-anywhere">
          <span className="font-medium">{permissionTitle(what)}</span>
          <span className="block text-xs text-soft">
            {isOfAll && (
              <>
                for <bdi>{whoIs(grant)}</bdi>,{' '}
              </>
            )}
            {until === null ? 'until you end it' : untilText(until, now)}
          </span>
        </p>
        <Button
          look="danger"
          aria-label={`End: ${permissionTitle(what)}, for ${whoIs(grant)}`}
          onPress={() => remove.run(undefined)}
          isBusy={remove.isRunning}
        >
          End
        </Button>
      </div>
      {remove.error !== null && <ErrorNote error={remove.error} />}
    </li>
  )
}

function untilText(until: number, now: number): string {
  if (until <= now) return 'over'
  return `until ${dayWithin(until, now)}, ${clockTime(until)}`
}
