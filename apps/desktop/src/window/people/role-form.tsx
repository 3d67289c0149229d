/** Gives somebody another role. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import type { Role } from '@comice/protocol'
import { useState } from 'react'
import { rolesToGive } from '../conversation/message-rights.ts'
import { AskInline } from '../ui/ask-inline.tsx'
import { Options } from '../ui/options.tsx'
import { type KnownRole, ROLE_WORDS } from './role-words.ts'

interface RoleFormProps {
  readonly room: RoomSnapshot['room']
  readonly member: string
  readonly name: string
  readonly role: Role
  readonly onClose: () => void
}

export function RoleForm({ room, member, name, role: before, onClose }: RoleFormProps) {
  const api = useNode()
  const [role, setRole] = useState<KnownRole>(before === 'unknown' ? 'reader' : before)
  return (
    <AskInline
      label={`Change the role of ${name}`}
      action="Change role"
      isDangerous={false}
      run={async () =>
        role === before ? null : api.rooms.people.setRole.mutate({ room: room.id, member, role })
      }
      onClose={onClose}
    >
      <Options
        label={`What ${name} is`}
        value={role}
        onChange={setRole}
        options={rolesToGive(room.role).map((value) => ({
          ...{ value, title: ROLE_WORDS[value].title },
          text: ROLE_WORDS[value].can,
        }))}
      />
    </AskInline>
  )
}
