/** Somebody in the room, and what can be done about them. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { type ReactNode, useState } from 'react'
import { isAbove } from '../conversation/message-rights.ts'
import { shortKey } from '../format/text.ts'
import { fullTime } from '../format/time.ts'
import { SafetyNumber } from '../identity/safety-number.tsx'
import { AskInline } from '../ui/ask-inline.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { BanIcon, MutedIcon, PenIcon, PeopleIcon, ShieldIcon, TrashIcon, WarnIcon } from '../ui/icons.tsx'
import { Menu, type MenuChoice } from '../ui/menu.tsx'
import { MuteForm } from './mute-form.tsx'
import { mutedText } from './muted-text.ts'
import { PetnameForm } from './petname-form.tsx'
import { RoleForm } from './role-form.tsx'
import { roleTitle } from './role-words.ts'

type Member = RoomSnapshot['members'][number]
type Doing = 'role' | 'mute' | 'remove' | 'ban' | 'compare' | 'name'

interface MemberRowProps {
  readonly snapshot: RoomSnapshot
  readonly member: Member
  /** Others whose name may be taken for this one. */
  readonly alike: readonly Member[]
  readonly onRename: () => void
}

export function MemberRow({ snapshot, member, alike, onRename }: MemberRowProps) {
  const { room, may } = snapshot
  const [doing, setDoing] = useState<Doing | null>(null)
  const { id, name, role, mine, admittedAt, muted, petname, poses } = member
  const close = () => setDoing(null)
  return (
    <li className="border-t border-line first:border-0">
      <div className="flex items-center gap-3 py-2.5">
        <Avatar name={name} of={id} className="size-10 text-sm" />
        <div className="min-w-0 flex-1">
          <p className="flex items-baseline gap-1.5 leading-snug">
            <bdi className="line-clamp-2 font-medium wrap-anywhere">{name}</bdi>
            {mine && <span className="shrink-0 text-sm text-soft">(you)</span>}
          </p>
          {petname !== null && petname !== name && (
            <p className="text-xs text-soft">
              You call them <bdi className="font-medium text-ink">{petname}</bdi>
            </p>
          )}
          <p className="truncate text-xs text-soft" title={`${id}, since ${fullTime(admittedAt)}`}>
            {roleTitle(role)} · <code className="font-mono">{shortKey(id)}</code>
          </p>
          {muted !== null && <p className="text-xs text-russet">{mutedText(muted)}</p>}
          <NameWarnings poses={poses} alike={alike} />
        </div>
        {mine && may.includes('take another name') && (
          <Button look="quiet" onPress={onRename}>
            <PenIcon className="size-4" />
            Rename
          </Button>
        )}
        {!mine && (
          <Menu
            label={`More for ${name}`}
            choices={choicesFor(member, snapshot, setDoing)}
            className="-mr-1.5"
          />
        )}
      </div>
      {doing !== null && <Doing doing={doing} member={member} room={room} onClose={close} />}
    </li>
  )
}

/** Names are chosen freely: what is known of somebody else who has this one, or one that looks like it. */
function NameWarnings({ poses, alike }: Pick<MemberRowProps, 'alike'> & Pick<Member, 'poses'>) {
  return (
    <>
      {poses.length > 0 && (
        <Warning>
          Not the person that you call{' '}
          {poses.map((other) => (
            <bdi key={other}>{other} </bdi>
          ))}
        </Warning>
      )}
      {alike.length > 0 && (
        <Warning>
          Looks like{' '}
          {alike.map((other) => (
            <span key={other.id}>
              <bdi>{other.name}</bdi> (<code className="font-mono">{shortKey(other.id)}</code>){' '}
            </span>
          ))}
        </Warning>
      )}
    </>
  )
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p className="mt-0.5 flex items-start gap-1 text-xs text-russet">
      <WarnIcon className="mt-px size-3.5" />
      <span>{children}</span>
    </p>
  )
}

function choicesFor(member: Member, { room, may }: RoomSnapshot, set: (doing: Doing) => void): MenuChoice[] {
  const isBelow = isAbove(room.role, member.role)
  const all = [
    { id: 'compare', text: 'Compare safety number', Icon: ShieldIcon, isThere: true },
    { id: 'name', text: 'Your name for them', Icon: PenIcon, isThere: true },
    {
      id: 'role',
      text: 'Change role',
      Icon: PeopleIcon,
      isThere: isBelow && may.includes('change a lower role'),
    },
    {
      id: 'mute',
      text: member.muted === null ? 'Mute' : 'Let them speak',
      Icon: MutedIcon,
      isThere: isBelow && may.includes('mute a lower role'),
    },
    {
      id: 'remove',
      text: 'Remove',
      Icon: TrashIcon,
      isThere: isBelow && may.includes('remove a lower role'),
    },
    { id: 'ban', text: 'Ban', Icon: BanIcon, isThere: isBelow && may.includes('ban a lower role') },
  ] as const
  return all
    .filter(({ isThere }) => isThere)
    .map(({ id, text, Icon }) => ({
      ...{ id, text, isDangerous: id === 'remove' || id === 'ban' },
      onAction: () => set(id),
      label: (
        <>
          <Icon className="size-4.5" />
          {text}…
        </>
      ),
    }))
}

interface DoingProps {
  readonly doing: Doing
  readonly member: Member
  readonly room: RoomSnapshot['room']
  readonly onClose: () => void
}

function Doing({ doing, member, room, onClose }: DoingProps) {
  const { id, name, role, petname } = member
  const api = useNode()
  const wish = { room: room.id, member: id }
  switch (doing) {
    case 'compare':
      return <SafetyNumber identity={id} name={name} onClose={onClose} />
    case 'name':
      return <PetnameForm identity={id} name={name} petname={petname} onClose={onClose} />
    case 'role':
      return <RoleForm room={room} member={id} name={name} role={role} onClose={onClose} />
    case 'mute':
      return <MuteForm room={room.id} member={member} onClose={onClose} />
    case 'remove':
      return (
        <AskInline
          label={`Remove ${name}`}
          action="Remove"
          run={() => api.rooms.people.remove.mutate(wish)}
          onClose={onClose}
        >
          <p>
            <bdi className="font-medium">{name}</bdi> goes out with all devices, and cannot read what is said
            from then on. What was said before, they have. Another invite lets them in again.
          </p>
        </AskInline>
      )
    case 'ban':
      return (
        <AskInline
          label={`Ban ${name}`}
          action="Ban"
          run={() => api.rooms.people.ban.mutate(wish)}
          onClose={onClose}
        >
          <p>
            <bdi className="font-medium">{name}</bdi> goes out with all devices, cannot read what is said from
            then on, and no invite lets them in until somebody takes the ban back.
          </p>
        </AskInline>
      )
  }
}
