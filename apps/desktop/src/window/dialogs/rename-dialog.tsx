/** Takes another nickname, which also labels what was said before. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
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
    <FormSheet
      title="Change your name"
      submit={rename}
      isReady={canRename}
      action="Save name"
      doing="Saving…"
      onClose={onClose}
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
    </FormSheet>
  )
}
