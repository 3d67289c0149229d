/** Makes a room. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { nameProblem } from './name-problem.ts'

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
  const create = useSubmit(
    () =>
      api.rooms.create.mutate({
        name: name.trim(),
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
      <Field
        label="Your name in it"
        description="What the others see. You can change it at any time."
        value={nickname}
        onChange={setNickname}
        error={nameProblem(nickname)}
        autoComplete="off"
      />
    </FormSheet>
  )
}
