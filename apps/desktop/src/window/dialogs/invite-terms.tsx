/** What an invite shall say. */
import type { RoomView } from '@comice/host'
import { rolesToGive } from '../conversation/message-rights.ts'
import { ROLE_WORDS } from '../people/role-words.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Select } from '../ui/select.tsx'
import { Toggle } from '../ui/toggle.tsx'
import type { Submit } from '../ui/use-submit.ts'
import type { Expiry, Terms, Uses } from './invite-words.ts'

const EXPIRIES: readonly { value: Expiry; label: string }[] = [
  { value: 'hour', label: '1 hour' },
  { value: 'day', label: '1 day' },
  { value: 'week', label: '1 week' },
  { value: 'never', label: 'No limit' },
]

const USES: readonly { value: Uses; label: string }[] = [
  { value: '1', label: 'One person' },
  { value: '5', label: 'Five' },
  { value: '0', label: 'Anybody' },
]

interface InviteTermsProps {
  readonly room: RoomView
  readonly terms: Terms
  readonly onTerms: (terms: Terms) => void
  readonly invite: Pick<Submit<undefined>, 'isRunning' | 'error' | 'run'>
  readonly onClose: () => void
}

export function InviteTerms({ room, terms, onTerms, invite, onClose }: InviteTermsProps) {
  const { expiry, uses, role, needsApproval } = terms
  const roles = rolesToGive(room.role).map((value) => ({
    value,
    label: `${ROLE_WORDS[value].title}: ${ROLE_WORDS[value].can}`,
  }))
  return (
    <div className="flex flex-col gap-4">
      {room.kind !== 'direct' && (
        <Choice
          label="It lets in"
          value={uses}
          onChange={(next) => onTerms({ ...terms, uses: next })}
          options={USES}
        />
      )}
      <Choice
        label="It works for"
        value={expiry}
        onChange={(next) => onTerms({ ...terms, expiry: next })}
        options={EXPIRIES}
      />
      {room.format >= 2 && (
        <>
          <Select
            label="It makes people"
            value={role}
            onChange={(next) => onTerms({ ...terms, role: next })}
            options={roles}
          />
          <Toggle isOn={needsApproval} onChange={(next) => onTerms({ ...terms, needsApproval: next })}>
            Ask a moderator before anybody is let in
          </Toggle>
        </>
      )}
      {invite.error !== null && <ErrorNote error={invite.error} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button look="quiet" onPress={onClose}>
          Cancel
        </Button>
        <Button look="primary" autoFocus onPress={() => invite.run(undefined)} isBusy={invite.isRunning}>
          {invite.isRunning ? 'Creating…' : 'Create invite'}
        </Button>
      </div>
    </div>
  )
}
