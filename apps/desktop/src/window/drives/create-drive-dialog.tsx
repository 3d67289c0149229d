/** Makes a drive. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { driveNameProblem, toDriveName } from './drive-name.ts'

interface CreateDriveDialogProps {
  readonly onClose: () => void
  /** With its key. */
  readonly onCreated: (drive: string) => void
}

type Kind = 'encrypted' | 'plain'

const MEANS: Record<Kind, string> = {
  encrypted:
    'Who has the read key reads it. Others may keep and pass on a copy without seeing names or contents.',
  plain: 'Who has the link reads it, with any program that reads Hyperdrives.',
}

export function CreateDriveDialog({ onClose, onCreated }: CreateDriveDialogProps) {
  const api = useNode()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('encrypted')
  const create = useSubmit(
    () => api.drives.create.mutate({ name, isEncrypted: kind === 'encrypted' }),
    ({ id }) => onCreated(id),
  )
  const problem = driveNameProblem(name)
  return (
    <FormSheet
      title="Create a drive"
      submit={create}
      isReady={name !== '' && problem === null}
      action="Create drive"
      doing="Creating…"
      onClose={onClose}
    >
      <Field
        label="Name"
        description={
          <>
            Only you see it. <code className="font-mono">comice drive</code> takes it too.
          </>
        }
        value={name}
        onChange={(typed) => setName(toDriveName(typed))}
        error={problem}
        autoFocus
        autoComplete="off"
      />
      <KindChoice kind={kind} onChange={setKind} />
    </FormSheet>
  )
}

function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  return (
    <div className="flex flex-col gap-2">
      <Choice
        label="Who can read it"
        value={kind}
        onChange={onChange}
        options={[
          { value: 'encrypted', label: 'Encrypted' },
          { value: 'plain', label: 'Plain' },
        ]}
      />
      <p className="text-sm text-soft">{MEANS[kind]} This cannot be changed later.</p>
    </div>
  )
}
