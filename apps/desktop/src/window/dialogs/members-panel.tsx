/** Who is in the room. */
import { useRoom } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { PAGE_MESSAGES } from '../constants.ts'
import { count, shortKey } from '../format/text.ts'
import { fullTime } from '../format/time.ts'
import type { DialogName } from '../shell/dialog-name.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { InviteIcon, PenIcon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'

type Member = RoomSnapshot['members'][number]

interface MembersPanelProps {
  readonly room: string
  readonly onClose: () => void
  readonly onDialog: (name: DialogName) => void
}

export function MembersPanel({ room, onClose, onDialog }: MembersPanelProps) {
  const { value } = useRoom(room, PAGE_MESSAGES)
  const members = value?.members ?? []
  // Oneself first, then in the order of joining.
  const ordered = [...members].sort((a, b) => Number(b.mine) - Number(a.mine))
  return (
    <Sheet title="Members" placement="side" onClose={onClose}>
      <p className="text-sm text-soft">
        {count(members.length, 'member')}. The letters beside a name are the beginning of its key: names can
        be chosen twice, keys cannot.
      </p>
      <ul className="mt-3 flex flex-col">
        {ordered.map((member) => (
          <MemberRow key={member.id} member={member} onRename={() => onDialog('rename')} />
        ))}
      </ul>
      <Button onPress={() => onDialog('invite')} className="mt-4 w-full">
        <InviteIcon className="size-4.5" />
        Invite somebody
      </Button>
    </Sheet>
  )
}

function MemberRow({ member, onRename }: { member: Member; onRename: () => void }) {
  const { id, name, role, mine, admittedAt } = member
  return (
    <li className="flex items-center gap-3 border-t border-line py-2.5 first:border-0">
      <Avatar name={name} of={id} className="size-10 text-sm" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-1.5">
          <bdi className="truncate font-medium">{name}</bdi>
          {mine && <span className="shrink-0 text-sm text-soft">(you)</span>}
        </p>
        <p className="truncate text-xs text-soft" title={`${id}, since ${fullTime(admittedAt)}`}>
          <span className="capitalize">{role}</span> · <code className="font-mono">{shortKey(id)}</code>
        </p>
      </div>
      {mine && (
        <Button look="quiet" onPress={onRename}>
          <PenIcon className="size-4" />
          Rename
        </Button>
      )}
    </li>
  )
}
