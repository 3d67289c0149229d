/** Makes an invite and shows it as text and as a QR code; below it those that are out. */
import { useNode } from '@comice/client/react'
import type { RoomView } from '@comice/host'
import { useState } from 'react'
import { shortKey } from '../format/text.ts'
import { useAnswer } from '../ui/use-answer.ts'
import { useSubmit } from '../ui/use-submit.ts'
import { Sheet } from '../ui/sheet.tsx'
import { InviteCard } from './invite-card.tsx'
import { InviteList } from './invite-list.tsx'
import { InviteTerms } from './invite-terms.tsx'
import { type Terms, termsInWords, toInvite, usualTerms } from './invite-words.ts'

interface InviteDialogProps {
  readonly room: RoomView
  readonly onClose: () => void
}

export function InviteDialog({ room, onClose }: InviteDialogProps) {
  const api = useNode()
  const [terms, setTerms] = useState<Terms>(() => usualTerms(room))
  const [text, setText] = useState<string | null>(null)
  const invites = useAnswer(() => api.rooms.people.invites.query({ room: room.id }), text)
  const members = useAnswer(() => api.rooms.members.query({ room: room.id }), room.members)
  const invite = useSubmit(
    () => api.rooms.invite.mutate({ room: room.id, ...toInvite(terms, room) }),
    (created) => setText(created.text),
  )
  const nameOf = (id: string) => members.value?.find((one) => one.id === id)?.name ?? shortKey(id)
  return (
    <Sheet
      title={
        <>
          Invite to <bdi>{room.name}</bdi>
        </>
      }
      onClose={onClose}
    >
      {text === null ? (
        <>
          <InviteTerms room={room} terms={terms} onTerms={setTerms} invite={invite} onClose={onClose} />
          <InviteList room={room.id} invites={invites} nameOf={nameOf} />
        </>
      ) : (
        <InviteCard
          text={text}
          terms={termsInWords(terms, room)}
          onDone={onClose}
          onAnother={() => setText(null)}
        />
      )}
    </Sheet>
  )
}
