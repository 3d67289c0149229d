/** One room: its header, its messages, and where one writes. */
import type { RoomSnapshot } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useState } from 'react'
import { FilesSheet } from '../room-files/files-sheet.tsx'
import { FilesDrop } from '../room-files/files-drop.tsx'
import { useAttachments } from '../room-files/use-attachments.ts'
import type { DialogName } from '../shell/dialog-name.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Composer } from './composer.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { DayDialog } from './day-dialog.tsx'
import { ForwardDialog } from './forward-dialog.tsx'
import { MessageList } from './message-list.tsx'
import { useOutbox } from './outbox.ts'
import { PinsSheet } from './pins-sheet.tsx'
import type { Place } from './room-context.ts'
import { StateNote } from './state-note.tsx'
import { ThreadSheet } from './thread-sheet.tsx'
import type { Message, Page } from './timeline.ts'
import { useOpenRoom } from './use-open-room.ts'
import { useTimeline } from './use-timeline.ts'
import { NEW, type Writing } from './writing.ts'

interface ConversationProps {
  readonly room: string
  /** Known from the list before the room itself is read. */
  readonly name: string
  /** In one pane: leads back to the list. */
  readonly onBack: (() => void) | null
  readonly onDialog: (name: DialogName) => void
  readonly onOpen: (room: string) => void
  /** A message that somebody wants to be led to, from elsewhere. */
  readonly led: Place | null
  readonly onLed: () => void
}

export function Conversation({ room: id, name, onBack, onDialog, led, onLed, ...way }: ConversationProps) {
  const timeline = useTimeline(id)
  const outbox = useOutbox(id)
  const [writing, setWriting] = useState<Writing>(NEW)
  const [beside, setBeside] = useState<Beside>(null)
  const [wanted, setWanted] = useState<Place | null>(null)
  const arrived = useCallback(() => (setWanted(null), onLed()), [onLed])
  const showThread = useCallback((of: Place) => setBeside({ of }), [])
  const forward = useCallback((message: Message) => setBeside({ message }), [])
  const { snapshot, live, error } = timeline
  const { room, problem, forgive, run } = useOpenRoom(id, timeline, { setWriting, showThread, forward })
  const held = useAttachments(id, room.fileBase)
  const attachments = takesFiles(snapshot) ? held : null
  return (
    <main aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col bg-paper">
      <FilesDrop attachments={writing.kind === 'edit' ? null : attachments}>
        <ConversationHeader
          name={name}
          snapshot={snapshot}
          onBack={onBack}
          onDialog={onDialog}
          onBeside={setBeside}
          run={run}
        />
        {error !== null && <Problem error={error} onClose={null} />}
        {snapshot !== null && <StateNote room={snapshot.room} />}
        <Messages
          room={room}
          timeline={timeline}
          outbox={outbox}
          wanted={wanted ?? led}
          onArrived={arrived}
        />
        {problem !== null && <Problem error={problem} onClose={forgive} />}
        <Composer
          room={id}
          roomName={name}
          snapshot={snapshot}
          writing={writing}
          onWriting={setWriting}
          lastOwn={lastOwn(live)}
          onSend={outbox.send}
          attachments={attachments}
        />
      </FilesDrop>
      <BesideSheet
        beside={beside}
        room={id}
        snapshot={snapshot}
        onClose={() => setBeside(null)}
        onOpen={way.onOpen}
        onJump={(place) => {
          setBeside(null)
          setWanted(place)
        }}
      />
    </main>
  )
}

type MessagesProps = Omit<Parameters<typeof MessageList>[0], 'page' | 'read'>

function Messages({ timeline, ...props }: MessagesProps) {
  const { page, snapshot, error } = timeline
  if (page === null) return <div className="flex-1" aria-busy={error === null} />
  return <MessageList {...props} timeline={timeline} page={page} read={snapshot?.room.read ?? 0} />
}

/** Where one may speak, in a room of the second format. */
function takesFiles(snapshot: RoomSnapshot | null): boolean {
  return snapshot !== null && snapshot.room.format >= 2 && snapshot.may.includes('post')
}

function lastOwn(page: Page | null): Message | null {
  return page?.messages.findLast(({ mine, deletedBy }) => mine && deletedBy === null) ?? null
}

interface ProblemProps {
  readonly error: ComiceError
  /** Null: it stays. */
  readonly onClose: (() => void) | null
}

function Problem({ error, onClose }: ProblemProps) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-wrap items-center gap-2 px-3 py-1.5 wide:px-6">
      <div className="min-w-0 flex-1">
        <ErrorNote error={error} />
      </div>
      {onClose !== null && (
        <Button look="quiet" onPress={onClose}>
          Close
        </Button>
      )}
    </div>
  )
}

/** What is open beside the messages: a thread `of` a message, or a `message` that goes to another room. */
type Beside = 'pins' | 'files' | 'day' | { readonly of: Place } | { readonly message: Message } | null

interface BesideSheetProps {
  readonly beside: Beside
  readonly room: string
  readonly snapshot: RoomSnapshot | null
  readonly onClose: () => void
  readonly onJump: (place: Place) => void
  readonly onOpen: (room: string) => void
}

function BesideSheet({ beside, onOpen, ...all }: BesideSheetProps) {
  if (beside === null) return null
  if (typeof beside === 'object' && 'message' in beside)
    return <ForwardDialog room={all.room} message={beside.message} onClose={all.onClose} onOpen={onOpen} />
  if (beside === 'day') return <DayDialog {...all} />
  if (beside === 'files') return <FilesSheet {...all} />
  return beside === 'pins' ? <PinsSheet {...all} /> : <ThreadSheet of={beside.of} {...all} />
}
