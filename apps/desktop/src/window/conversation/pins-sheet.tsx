/** What people of the room hold on to. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CloseIcon, PinIcon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { useSubmit } from '../ui/use-submit.ts'
import { MessageCard } from './message-card.tsx'
import { quoteOf } from './reply-quote.tsx'
import type { Place } from './room-context.ts'

interface PinsSheetProps {
  readonly room: string
  /** Each new one may have other pins. */
  readonly snapshot: RoomSnapshot | null
  readonly onClose: () => void
  readonly onJump: (place: Place) => void
}

export function PinsSheet({ room, snapshot, onClose, onJump }: PinsSheetProps) {
  const api = useNode()
  const { value: pins, error } = useAnswer(() => api.rooms.messages.pins.query({ room }), snapshot)
  const unpin = useSubmit(
    (place: Place) => api.rooms.messages.pin.mutate({ room, id: place.id, seq: place.seq, on: false }),
    () => undefined,
  )
  const canPin = snapshot?.may.includes('pin') === true
  return (
    <Sheet title="Pinned" placement="side" onClose={onClose}>
      {(error ?? unpin.error) !== null && <ErrorNotes errors={[error, unpin.error]} />}
      {pins?.length === 0 && (
        <div className="flex flex-col items-center gap-3 py-12 text-center text-soft">
          <PinIcon className="size-10 opacity-60" />
          <p className="max-w-64 text-balance">
            Nothing is pinned.{' '}
            {canPin ? 'Pin what people look for again and again.' : 'Moderators can pin messages.'}
          </p>
        </div>
      )}
      <ul className="mt-1 flex flex-col gap-1.5">
        {pins?.map((message) => (
          <MessageCard
            key={message.id}
            name={message.mine ? 'You' : message.name}
            claimedAt={message.claimedAt}
            text={quoteOf(message)}
            onPress={() => onJump(message)}
          >
            {canPin && (
              <IconButton label="Unpin" onPress={() => unpin.run(message)}>
                <CloseIcon className="size-4" />
              </IconButton>
            )}
          </MessageCard>
        ))}
      </ul>
    </Sheet>
  )
}

function ErrorNotes({ errors }: { errors: readonly (Parameters<typeof ErrorNote>[0]['error'] | null)[] }) {
  return errors.map((error) => error !== null && <ErrorNote key={error.code} error={error} />)
}
