/** Gives another machine a name. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { NAME_HINT } from './machine-words.ts'

interface AddMachineDialogProps {
  readonly onClose: () => void
  readonly onAdded: (device: string) => void
}

export function AddMachineDialog({ onClose, onAdded }: AddMachineDialogProps) {
  const api = useNode()
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const add = useSubmit(
    () => api.remote.peers.add.mutate({ name: name.trim(), key: key.replaceAll(/\s+/gu, '') }),
    ({ device }) => {
      onClose()
      onAdded(device)
    },
  )
  return (
    <FormSheet
      title="Add a machine"
      submit={add}
      isReady={name.trim() !== '' && key.trim() !== ''}
      action="Add"
      doing="Adding…"
      onClose={onClose}
    >
      <Field
        label="Its key"
        description={
          <>
            The machine shows it below “This machine”, and by{' '}
            <code className="font-mono text-xs">comice id show</code>, as its device.
          </>
        }
        value={key}
        onChange={setKey}
        rows={2}
        isCode
        autoFocus
        autoComplete="off"
      />
      <Field
        label="What you call it"
        description={`Only you see it. ${NAME_HINT}`}
        value={name}
        onChange={setName}
        autoComplete="off"
      />
    </FormSheet>
  )
}
