/** Takes a drive of somebody else into the list, by its link. */
import { useNode } from '@comice/client/react'
import { LIMITS } from '@comice/protocol'
import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { driveNameProblem, toDriveName } from './drive-name.ts'

interface OpenDriveDialogProps {
  readonly onClose: () => void
  /** With its key. */
  readonly onOpened: (drive: string) => void
}

export function OpenDriveDialog({ onClose, onOpened }: OpenDriveDialogProps) {
  const api = useNode()
  const [link, setLink] = useState('')
  const [name, setName] = useState('')
  const open = useSubmit(
    () => api.drives.add.mutate({ link, ...(name === '' ? {} : { name }) }),
    ({ id }) => onOpened(id),
  )
  const problem = link.length > LIMITS.MAX_LINK_CHARS ? 'This is too long for a link.' : null
  const isReady = link !== '' && problem === null && driveNameProblem(name) === null
  return (
    <FormSheet
      title="Open a drive"
      submit={open}
      isReady={isReady}
      action="Open drive"
      doing="Opening…"
      onClose={onClose}
    >
      <Field
        label="Link of the drive"
        description="It begins with pear://, or with cmd1 when it lets you read an encrypted drive."
        value={link}
        // Mail and chat programs break what is long.
        onChange={(typed) => {
          setLink(typed.replaceAll(/\s+/g, ''))
          open.reset()
        }}
        error={problem}
        rows={3}
        isCode
        autoFocus
        autoComplete="off"
      />
      <Field
        label="What you call it"
        description="You may leave it empty."
        value={name}
        onChange={(typed) => setName(toDriveName(typed))}
        error={driveNameProblem(name)}
        autoComplete="off"
      />
    </FormSheet>
  )
}
