/** One room: its header, its messages, and where one writes. */
import type { RoomSnapshot } from '@comice/host'
import { useMemo } from 'react'
import { count } from '../format/text.ts'
import type { DialogName } from '../shell/dialog-name.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { BackIcon, InviteIcon, PeopleIcon } from '../ui/icons.tsx'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { useOutbox } from './outbox.ts'
import { useTimeline } from './use-timeline.ts'

interface ConversationProps {
  readonly room: string
  /** Known from the list before the room itself is read. */
  readonly name: string
  /** In one pane: leads back to the list. */
  readonly onBack: (() => void) | null
  readonly onDialog: (name: DialogName) => void
}

export function Conversation({ room, name, onBack, onDialog }: ConversationProps) {
  const timeline = useTimeline(room)
  const outbox = useOutbox(room)
  const { snapshot, page, error } = timeline
  const names = useMemo(
    () => new Map(snapshot?.members.map((member) => [member.id, member.name])),
    [snapshot],
  )
  return (
    <main aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col bg-paper">
      <Header name={name} snapshot={snapshot} onBack={onBack} onDialog={onDialog} />
      {error !== null && (
        <div className="mx-auto w-full max-w-3xl p-4">
          <ErrorNote error={error} />
        </div>
      )}
      {snapshot !== null && <StateNote state={snapshot.room.state} />}
      {page === null ? (
        <div className="flex-1" aria-busy={error === null} />
      ) : (
        <MessageList room={room} page={page} timeline={timeline} names={names} outbox={outbox} />
      )}
      <Composer
        room={room}
        roomName={name}
        isDisabled={snapshot?.room.state !== 'member'}
        onSend={outbox.send}
      />
    </main>
  )
}

interface HeaderProps {
  readonly name: string
  readonly snapshot: RoomSnapshot | null
  readonly onBack: (() => void) | null
  readonly onDialog: (name: DialogName) => void
}

function Header({ name, snapshot, onBack, onDialog }: HeaderProps) {
  return (
    <header className="flex items-center gap-1 border-b border-line px-2 py-2 wide:px-5">
      {onBack !== null && (
        <IconButton label="All rooms" onPress={onBack}>
          <BackIcon />
        </IconButton>
      )}
      <div className="min-w-0 flex-1 px-1">
        <h2 className="truncate font-serif text-lg leading-tight">
          <bdi>{name}</bdi>
        </h2>
        <p className="truncate text-xs text-soft">
          {snapshot === null ? 'Opening…' : <Subtitle snapshot={snapshot} />}
        </p>
      </div>
      <Button look="quiet" onPress={() => onDialog('members')} isDisabled={snapshot === null}>
        <PeopleIcon />
        <span>
          <span className="sr-only">Members: </span>
          {snapshot?.members.length}
        </span>
      </Button>
      <Button
        look="plain"
        aria-label="Invite"
        onPress={() => onDialog('invite')}
        isDisabled={snapshot === null}
        className="max-wide:px-2"
      >
        <InviteIcon className="size-4.5" />
        <span className="max-wide:hidden">Invite</span>
      </Button>
    </header>
  )
}

function Subtitle({ snapshot: { room, members } }: { snapshot: RoomSnapshot }) {
  return (
    <>
      {count(members.length, 'member')} · you are <bdi>{room.nickname}</bdi>
      {room.seeders.length > 0 && ` · kept by ${count(room.seeders.length, 'seeder')}`}
    </>
  )
}

const STATES: Record<RoomSnapshot['room']['state'], string | null> = {
  member: null,
  joining:
    'You were let in. You can write as soon as a member has told the room; one of them has to be online for it.',
  pending:
    'You are waiting until the room agrees to let you in: its owner has to be online, or somebody approves you.',
  removed: 'You are not in this room any more. What was said until then can still be read here.',
  refused: 'The room did not accept this device. Ask a member for a new invite.',
  failed: 'This room has stopped working here. Restart Comice; if it fails again, please report it.',
  closed: 'This room is closed.',
}

function StateNote({ state }: { state: RoomSnapshot['room']['state'] }) {
  const text = STATES[state]
  if (text === null) return null
  return (
    <p role="status" className="mx-auto mt-3 w-full max-w-3xl px-4">
      <span
        className={`block rounded-xl px-3 py-2 text-sm ${state === 'joining' || state === 'pending' ? 'bg-tint text-tint-ink' : 'bg-russet-tint text-russet'}`}
      >
        {text}
      </span>
    </p>
  )
}
