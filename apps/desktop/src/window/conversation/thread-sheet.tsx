/** A message and everything that was answered to it, and to that. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { count } from '../format/text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { MessageCard } from './message-card.tsx'
import { quoteOf } from './reply-quote.tsx'
import type { Place } from './room-context.ts'
import type { Message } from './timeline.ts'

interface ThreadSheetProps {
  readonly room: string
  /** Any message of it. */
  readonly of: Place
  /** Each new one may have another answer. */
  readonly snapshot: RoomSnapshot | null
  readonly onClose: () => void
  readonly onJump: (place: Place) => void
}

export function ThreadSheet({ room, of: { id, seq }, snapshot, onClose, onJump }: ThreadSheetProps) {
  const api = useNode()
  const { value: thread, error } = useAnswer(() => api.rooms.past.thread.query({ room, id, seq }), snapshot)
  return (
    <Sheet title="Thread" placement="side" onClose={onClose}>
      {error !== null && <ErrorNote error={error} />}
      {thread !== null && (
        <>
          <ul aria-label="Thread" className="mt-1">
            <Said message={thread.root} onJump={onJump} />
          </ul>
          <p className="my-2 px-1 text-sm text-soft">
            {thread.replies.length === 0
              ? 'Nobody has answered this yet.'
              : count(thread.replies.length, 'answer')}
          </p>
          {thread.replies.length > 0 && (
            <ul aria-label="Answers" className="flex flex-col gap-1.5 border-l-2 border-line pl-3">
              {thread.replies.map((message) => (
                <Said key={message.id} message={message} onJump={onJump} />
              ))}
            </ul>
          )}
          {!thread.isWhole && (
            <p className="mt-3 text-sm text-soft">
              There may be more: only the messages around were looked at.
            </p>
          )}
        </>
      )}
    </Sheet>
  )
}

interface SaidProps {
  readonly message: Message
  readonly onJump: (place: Place) => void
}

function Said({ message, onJump }: SaidProps) {
  return (
    <MessageCard
      name={message.mine ? 'You' : message.name}
      claimedAt={message.claimedAt}
      text={quoteOf(message)}
      onPress={() => onJump(message)}
    />
  )
}
