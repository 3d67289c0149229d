/** What the open room is called, who is in it, and what leads on from there. */
import type { RoomSnapshot } from '@comice/host'
import { count } from '../format/text.ts'
import type { DialogName } from '../shell/dialog-name.ts'
import { useNarrow } from '../shell/use-narrow.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { BackIcon, FileIcon, InviteIcon, PeopleIcon, PinIcon, SearchIcon } from '../ui/icons.tsx'
import { RoomMenu } from './room-menu.tsx'

interface ConversationHeaderProps {
  readonly name: string
  readonly snapshot: RoomSnapshot | null
  readonly onBack: (() => void) | null
  readonly onDialog: (name: DialogName) => void
  readonly onBeside: (what: 'pins' | 'files' | 'day') => void
  /** Does it, and shows why it could not be done. */
  readonly run: (work: () => Promise<unknown>) => void
}

export function ConversationHeader({ name, snapshot, onBack, onDialog, ...open }: ConversationHeaderProps) {
  const { onBeside, run } = open
  const [onPins, onFiles] = [() => onBeside('pins'), () => onBeside('files')]
  const isNarrow = useNarrow()
  const isSecond = snapshot !== null && snapshot.room.format >= 2
  const canInvite = snapshot?.may.includes('invite') === true
  return (
    <header className="flex items-center border-b border-line px-1 py-2 wide:gap-1 wide:px-5">
      {onBack !== null && (
        <IconButton label="All rooms" onPress={onBack}>
          <BackIcon />
        </IconButton>
      )}
      <div className="min-w-0 flex-1 px-1">
        <h2 className="truncate font-serif text-base leading-tight wide:text-lg">
          <bdi>{name}</bdi>
        </h2>
        <p className="truncate text-xs text-soft">
          {snapshot === null ? 'Opening…' : <Subtitle snapshot={snapshot} />}
        </p>
      </div>
      <IconButton label="Search messages" onPress={() => onDialog('search')}>
        <SearchIcon />
      </IconButton>
      {isSecond && !isNarrow && <RoomButtons onFiles={onFiles} onPins={onPins} />}
      <Button
        look="quiet"
        onPress={() => onDialog('members')}
        isDisabled={snapshot === null}
        className="max-wide:px-2"
      >
        <PeopleIcon />
        <span>
          <span className="sr-only">Members: </span>
          {snapshot?.members.length}
        </span>
      </Button>
      {(snapshot === null || canInvite) && (
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
      )}
      {snapshot !== null && (
        <RoomMenu
          room={snapshot.room}
          run={run}
          onDay={() => onBeside('day')}
          narrow={isNarrow ? { onPins, onFiles } : null}
        />
      )}
    </header>
  )
}

function RoomButtons({ onFiles, onPins }: { readonly onFiles: () => void; readonly onPins: () => void }) {
  return (
    <>
      <IconButton label="Files" onPress={onFiles}>
        <FileIcon />
      </IconButton>
      <IconButton label="Pinned messages" onPress={onPins}>
        <PinIcon />
      </IconButton>
    </>
  )
}

const KINDS = { direct: 'for two · ', broadcast: 'broadcast · ' } as const

function Subtitle({ snapshot: { room, members } }: { snapshot: RoomSnapshot }) {
  const { kind, role, nickname, seeders } = room
  return (
    <>
      {(kind === 'direct' || kind === 'broadcast') && KINDS[kind]}
      {count(members.length, 'member')}
      {role !== null && (
        <>
          {' '}
          · you are <bdi>{nickname}</bdi>
          {(role === 'admin' || role === 'moderator' || role === 'reader') && `, ${role}`}
        </>
      )}
      {seeders.length > 0 && ` · kept by ${count(seeders.length, 'seeder')}`}
    </>
  )
}
