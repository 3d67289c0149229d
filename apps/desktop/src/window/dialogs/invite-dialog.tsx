/** Makes an invite, and shows it as text and as a QR code. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { INVITE_EXPIRIES_MS } from '../constants.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { InviteCard } from './invite-card.tsx'

type Expiry = keyof typeof INVITE_EXPIRIES_MS

const EXPIRIES: readonly { value: Expiry; label: string }[] = [
  { value: 'hour', label: '1 hour' },
  { value: 'day', label: '1 day' },
  { value: 'week', label: '1 week' },
  { value: 'never', label: 'No limit' },
]

type Uses = '1' | '5' | '0'

const USES: readonly { value: Uses; label: string }[] = [
  { value: '1', label: 'One person' },
  { value: '5', label: 'Five' },
  { value: '0', label: 'Anybody' },
]

interface InviteDialogProps {
  readonly room: string
  readonly roomName: string
  readonly onClose: () => void
}

export function InviteDialog({ room, roomName, onClose }: InviteDialogProps) {
  const api = useNode()
  const [expiry, setExpiry] = useState<Expiry>('week')
  const [uses, setUses] = useState<Uses>('1')
  const [text, setText] = useState<string | null>(null)
  const invite = useSubmit(
    () => api.rooms.invite.mutate({ room, expiresInMs: INVITE_EXPIRIES_MS[expiry], maxUses: Number(uses) }),
    (created) => setText(created.text),
  )
  const title = (
    <>
      Invite to <bdi>{roomName}</bdi>
    </>
  )
  if (text !== null) {
    return (
      <Sheet title={title} onClose={onClose}>
        <InviteCard
          text={text}
          terms={termsOf(expiry, uses)}
          onDone={onClose}
          onAnother={() => setText(null)}
        />
      </Sheet>
    )
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Choice label="It lets in" value={uses} onChange={setUses} options={USES} />
        <Choice label="It works for" value={expiry} onChange={setExpiry} options={EXPIRIES} />
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
    </Sheet>
  )
}

const LASTS: Record<Expiry, string> = {
  hour: 'for one hour',
  day: 'for one day',
  week: 'for one week',
  never: 'and does not expire',
}
const ADMITS: Record<Uses, string> = { '1': 'one person', '5': 'five people', '0': 'anybody who has it' }

function termsOf(expiry: Expiry, uses: Uses): string {
  return `It lets in ${ADMITS[uses]}, ${LASTS[expiry]}.`
}
