/** Who is in the room, as what; who waits to be let in, and who went. */
import { useNode, useRoom } from '@comice/client/react'
import { lookAlikesOf } from '@comice/protocol'
import type { RoomSnapshot } from '@comice/host'
import { PAGE_MESSAGES } from '../constants.ts'
import { count } from '../format/text.ts'
import type { DialogName } from '../shell/dialog-name.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InviteIcon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { FormerList } from './former-list.tsx'
import { LeaveRoom } from './leave-room.tsx'
import { MemberRow } from './member-row.tsx'
import { PendingList } from './pending-list.tsx'
import { ReportList } from './report-list.tsx'
import { UpgradeRoom } from './upgrade-room.tsx'

interface PeoplePanelProps {
  readonly room: string
  readonly onClose: () => void
  readonly onDialog: (name: DialogName) => void
}

export function PeoplePanel({ room, onClose, onDialog }: PeoplePanelProps) {
  const { value, error } = useRoom(room, PAGE_MESSAGES)
  return (
    <Sheet title="Members" placement="side" onClose={onClose}>
      {error !== null && <ErrorNote error={error} />}
      {value !== null && <People snapshot={value} onDialog={onDialog} />}
    </Sheet>
  )
}

interface PeopleProps {
  readonly snapshot: RoomSnapshot
  readonly onDialog: (name: DialogName) => void
}

function People({ snapshot, onDialog }: PeopleProps) {
  const { room, members, may } = snapshot
  const api = useNode()
  const pending = useAnswer(() => api.rooms.people.pending.query({ room: room.id }), snapshot)
  const former = useAnswer(() => api.rooms.people.former.query({ room: room.id }), snapshot)
  const alike = lookAlikesOf(members.map(({ name }) => name))
  // Oneself first, then in the order of joining.
  const ordered = members
    .map((member, index) => ({
      member,
      alike: (alike[index] ?? []).flatMap((other) => members[other] ?? []),
    }))
    .toSorted((a, b) => Number(b.member.mine) - Number(a.member.mine))
  return (
    <>
      {may.includes('look at reports') && <ReportList snapshot={snapshot} />}
      <PendingList room={room.id} pending={pending.value ?? []} may={may} onDone={pending.askAgain} />
      <p className="text-sm text-soft">
        {count(members.length, 'member')}. The letters beside a name are the beginning of its key: names can
        be chosen twice, keys cannot.
      </p>
      <ul aria-label="Members" className="mt-3 flex flex-col">
        {ordered.map((one) => (
          <MemberRow
            key={one.member.id}
            snapshot={snapshot}
            member={one.member}
            alike={one.alike}
            onRename={() => onDialog('rename')}
          />
        ))}
      </ul>
      {may.includes('invite') && (
        <Button onPress={() => onDialog('invite')} className="mt-4 w-full">
          <InviteIcon className="size-4.5" />
          Invite somebody
        </Button>
      )}
      <FormerList room={room.id} former={former.value ?? []} may={may} onDone={former.askAgain} />
      <UpgradeRoom room={room.id} format={room.format} may={may} />
      <LeaveRoom room={room} may={may} />
    </>
  )
}
