/** Makes a room. */
import { useNode } from '@comice/client/react'
import type { ROOM_KINDS } from '@comice/protocol'
import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { Options } from '../ui/options.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { ImportRoom } from './import-room.tsx'
import { nameProblem } from './name-problem.ts'

type Kind = (typeof ROOM_KINDS)[number]

const KINDS: readonly { value: Kind; title: string; text: string }[] = [
  { value: 'group', title: 'A group', text: 'everybody speaks' },
  { value: 'direct', title: 'For two', text: 'you and one other person, nobody after that' },
  { value: 'broadcast', title: 'A broadcast', text: 'you and moderators speak, everybody else reads' },
]

interface CreateRoomDialogProps {
  /** One's nickname in another room, to begin with. */
  readonly nickname: string
  readonly onClose: () => void
  readonly onCreated: (room: string) => void
}

export function CreateRoomDialog({ nickname: usual, onClose, onCreated }: CreateRoomDialogProps) {
  const api = useNode()
  const [name, setName] = useState('')
  const [nickname, setNickname] = useState(usual)
  const [kind, setKind] = useState<Kind>('group')
  const create = useSubmit(
    () =>
      api.rooms.create.mutate({
        ...{ name: name.trim(), format: 2, kind },
        ...(nickname.trim() === '' ? {} : { nickname: nickname.trim() }),
      }),
    ({ id }) => onCreated(id),
  )
  const problem = nameProblem(name) ?? nameProblem(nickname)
  return (
    <FormSheet
      title="Create a room"
      submit={create}
      isReady={name.trim() !== '' && problem === null}
      action="Create room"
      doing="Creating…"
      onClose={onClose}
    >
      <Field
        label="Name of the room"
        value={name}
        onChange={setName}
        error={nameProblem(name)}
        autoFocus
        autoComplete="off"
      />
      <Options label="What it is" value={kind} onChange={setKind} options={KINDS} />
      <Field
        label="Your name in it"
        description="What the others see. You can change it at any time."
        value={nickname}
        onChange={setNickname}
        error={nameProblem(nickname)}
        autoComplete="off"
      />
      <ImportRoom nickname={nickname.trim()} onImported={onCreated} />
    </FormSheet>
  )
}
