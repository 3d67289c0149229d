/** Makes a room. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
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
    <Sheet title="Create a room" onClose={onClose}>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '' && problem === null) create.run(undefined)
        }}
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
        {create.error !== null && <ErrorNote error={create.error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            look="primary"
            isDisabled={name.trim() === '' || problem !== null}
            isBusy={create.isRunning}
          >
            {create.isRunning ? 'Creating…' : 'Create room'}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
