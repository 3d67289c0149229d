/** Where one writes in a room, or why one does not. */
import type { RoomSnapshot } from '@comice/host'
import { mutedText } from '../people/muted-text.ts'
import type { Attachments } from '../room-files/use-attachments.ts'
import type { Said } from './outbox.ts'
import type { Message } from './timeline.ts'
import { Writer } from './writer.tsx'
import type { Writing } from './writing.ts'

export interface ComposerProps {
  readonly room: string
  readonly roomName: string
  readonly snapshot: RoomSnapshot | null
  readonly writing: Writing
  readonly onWriting: (writing: Writing) => void
  /** What one said last, to change it by ↑. */
  readonly lastOwn: Message | null
  readonly onSend: (said: Said) => void
  /** Files that go out with it; null where the room takes none. */
  readonly attachments: Attachments | null
}

export function Composer(props: ComposerProps) {
  const { snapshot } = props
  const isMember = snapshot?.room.state === 'member'
  if (isMember && !snapshot.may.includes('post')) return <Listening snapshot={snapshot} />
  return (
    <>
      {isMember && <OwnMute snapshot={snapshot} />}
      <Writer {...props} isDisabled={!isMember} />
    </>
  )
}

/** Said before one writes in vain. The field stays: once the time is over, what one says ends it. */
function OwnMute({ snapshot: { members } }: { snapshot: RoomSnapshot }) {
  const muted = members.find(({ mine }) => mine)?.muted ?? null
  return (
    <p role="status" className="mx-auto w-full max-w-3xl px-5 text-sm text-russet wide:px-8">
      {muted !== null && `You are ${mutedText(muted)} in this room. You can still read.`}
    </p>
  )
}

/** In place of the field, for who only reads. */
function Listening({ snapshot: { room } }: { snapshot: RoomSnapshot }) {
  // For a moment before it is known that one is out.
  if (room.role === null) return null
  return (
    <p className="mx-auto w-full max-w-3xl px-4 pt-2 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-sm text-soft">
      {room.kind === 'broadcast' ? 'Only moderators speak in this room.' : 'You are a reader of this room.'}
    </p>
  )
}
