/** Says a message in another room, which one chooses. */
import { useNode, useRooms } from '@comice/client/react'
import type { ForwardProgress, RoomSnapshot, RoomView } from '@comice/host'
import { useState } from 'react'
import { formatBytes } from '../format/bytes.ts'
import { RoomPicker } from '../rooms/room-picker.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useWork, type Work } from '../ui/use-work.ts'
import { quoteOf } from './reply-quote.tsx'
import type { Message } from './timeline.ts'

interface ForwardDialogProps {
  /** Id of the room that it is in. */
  readonly room: string
  readonly message: Message
  readonly onClose: () => void
  readonly onOpen: (room: string) => void
}

interface Wish {
  readonly room: string
  readonly id: string
  readonly seq: number
  readonly to: string
}

/** Null before one was chosen. */
type Target = RoomView | null

export function ForwardDialog({ room, message, onClose, onOpen }: ForwardDialogProps) {
  const { value: rooms } = useRooms()
  const [to, setTo] = useState<Target>(null)
  const [isSaid, setSaid] = useState(false)
  const forwarding = useWork<Wish, ForwardProgress, RoomSnapshot['messages'][number]>(
    useNode().rooms.messages.forward,
    () => setSaid(true),
  )
  const targets = (rooms ?? []).filter((one) => one.id !== room && maySpeak(one))
  const forward = (target: Target) => {
    setTo(target)
    if (target !== null) forwarding.run({ room, id: message.id, seq: message.seq, to: target.id })
  }
  const again = () => {
    forwarding.stop()
    setTo(null)
  }
  return (
    <Sheet title={isSaid ? 'Forwarded' : 'Forward to a room'} onClose={onClose}>
      <blockquote className="mb-3 line-clamp-2 rounded-xl bg-shelf px-3 py-2 text-sm wrap-anywhere text-soft">
        <bdi>{quoteOf(message)}</bdi>
      </blockquote>
      {to === null && rooms !== null && (
        <>
          <p className="mb-3 text-sm text-soft">Who said it, and when, is not told there.</p>
          <RoomPicker
            rooms={targets}
            none="There is no other room to speak in."
            onChoose={(id) => forward(targets.find((one) => one.id === id) ?? null)}
          />
        </>
      )}
      {to !== null && isSaid && <Said to={to} onClose={onClose} onOpen={onOpen} />}
      {to !== null && !isSaid && <Going to={to} work={forwarding} onAgain={again} />}
    </Sheet>
  )
}

/** The node decides; this only leaves out what is in vain. */
function maySpeak({ state, kind, role }: RoomView): boolean {
  if (state !== 'member' || role === 'reader') return false
  return kind !== 'broadcast' || role !== 'member'
}

interface SaidProps {
  readonly to: RoomView
  readonly onClose: () => void
  readonly onOpen: (room: string) => void
}

function Said({ to, onClose, onOpen }: SaidProps) {
  return (
    <>
      <p role="status">
        It was said in <bdi className="font-medium">{to.name}</bdi>.
      </p>
      <div className="mt-4 flex justify-end gap-2">
        <Button look="quiet" onPress={() => onOpen(to.id)}>
          Go there
        </Button>
        <Button look="primary" autoFocus onPress={onClose}>
          Done
        </Button>
      </div>
    </>
  )
}

interface GoingProps {
  readonly to: RoomView
  readonly work: Work<Wish, ForwardProgress>
  /** Stops it, and leads back to the rooms. */
  readonly onAgain: () => void
}

function Going({ to, work: { error, progress }, onAgain }: GoingProps) {
  if (error !== null) {
    return (
      <>
        <ErrorNote error={error} />
        <div className="mt-4 flex justify-end">
          <Button autoFocus onPress={onAgain}>
            Choose again
          </Button>
        </div>
      </>
    )
  }
  const share = progress === null || progress.totalBytes === 0 ? null : progress.bytes / progress.totalBytes
  return (
    <>
      <p role="status" className="mb-2">
        Taking it to <bdi className="font-medium">{to.name}</bdi>…
      </p>
      <ProgressBar label="It is there" share={share} />
      <div className="mt-4 flex items-center justify-between gap-2 text-sm text-soft">
        <span className="tabular-nums">
          {progress !== null && `${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}`}
        </span>
        <Button look="quiet" autoFocus onPress={onAgain}>
          Stop
        </Button>
      </div>
    </>
  )
}
