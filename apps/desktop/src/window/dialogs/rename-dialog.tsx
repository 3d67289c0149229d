/** Takes another nickname, which also labels what was said before. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { nameProblem } from './name-problem.ts'

interface RenameDialogProps {
  readonly room: string
  readonly nickname: string
  readonly onClose: () => void
}

export function RenameDialog({ room, nickname: current, onClose }: RenameDialogProps) {
  const api = useNode()
  const [nickname, setNickname] = useState(current)
  const rename = useSubmit(() => api.rooms.rename.mutate({ room, nickname: nickname.trim() }), onClose)
  const problem = nameProblem(nickname)
  const canRename = nickname.trim() !== '' && problem === null
  return (
    <Sheet title="Change your name" onClose={onClose}>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (canRename) rename.run(undefined)
        }}
      >
        <Field
          label="Your name in this room"
          description="What you said before shows the new name too."
          value={nickname}
          onChange={setNickname}
          error={problem}
          autoFocus
          autoComplete="off"
        />
        {rename.error !== null && <ErrorNote error={rename.error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="primary" isDisabled={!canRename} isBusy={rename.isRunning}>
            {rename.isRunning ? 'Saving…' : 'Save name'}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
