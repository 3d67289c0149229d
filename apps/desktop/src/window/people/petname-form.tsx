/** What the user calls somebody: in all rooms, on all of their devices, and told to nobody. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { nameProblem } from '../dialogs/name-problem.ts'
import { AskInline } from '../ui/ask-inline.tsx'
import { Field } from '../ui/field.tsx'

interface PetnameFormProps {
  readonly identity: string
  /** What they call themselves. */
  readonly name: string
  readonly petname: string | null
  readonly onClose: () => void
}

export function PetnameForm({ identity, name, petname, onClose }: PetnameFormProps) {
  const api = useNode()
  const [text, setText] = useState(petname ?? name)
  const wanted = text.trim()
  const run = async () => {
    if (wanted !== '') await api.contacts.add.mutate({ name: wanted, identity })
    else if (petname !== null) await api.contacts.remove.mutate({ contact: identity })
  }
  return (
    <AskInline
      label={`Your name for ${name}`}
      action={wanted === '' ? 'Take the name away' : 'Call them so'}
      isDangerous={false}
      run={run}
      onClose={onClose}
    >
      <Field
        label="Your name for them"
        description="Only you see it, on all of your devices. Who takes it in a room is marked."
        value={text}
        onChange={setText}
        error={nameProblem(text)}
        autoComplete="off"
      />
    </AskInline>
  )
}
