/** What is asked before an entry of a drive is made, renamed or deleted. */
import { useNode } from '@comice/client/react'
import type { ListedEntry } from '@comice/host'
import { useState } from 'react'
import { Confirm } from '../ui/confirm.tsx'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { entryNameProblem, folderOf, nameOf } from './drive-words.ts'
import { useLookedDrive } from './drive-address.ts'

interface EntryDialogProps {
  readonly entry: ListedEntry
  readonly onClose: () => void
}

export function RenameEntryDialog({ entry, onClose }: EntryDialogProps) {
  const api = useNode()
  const { id } = useLookedDrive()
  const { path } = entry
  return (
    <NameDialog
      title="Rename"
      first={nameOf(path)}
      action="Rename"
      run={async (name) =>
        name === nameOf(path)
          ? undefined
          : api.drives.move.mutate({ drive: id, from: path, to: `${folderOf(path)}/${name}` })
      }
      onClose={onClose}
    />
  )
}

interface NewFolderDialogProps {
  /** The folder that it comes to stand in. */
  readonly folder: string
  readonly onClose: () => void
}

export function NewFolderDialog({ folder, onClose }: NewFolderDialogProps) {
  const api = useNode()
  const { id } = useLookedDrive()
  return (
    <NameDialog
      title="New folder"
      first=""
      action="Create folder"
      run={(name) => api.drives.makeFolder.mutate({ drive: id, path: `${folder}/${name}` })}
      onClose={onClose}
    />
  )
}

interface NameDialogProps {
  readonly title: string
  readonly first: string
  readonly action: string
  readonly run: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

function NameDialog({ title, first, action, run, onClose }: NameDialogProps) {
  const [name, setName] = useState(first)
  const submit = useSubmit(() => run(name), onClose)
  const problem = entryNameProblem(name)
  const isReady = name !== '' && problem === null
  return (
    <FormSheet {...{ title, submit, isReady, action, onClose }} doing={action}>
      <Field label="Name" value={name} onChange={setName} error={problem} autoFocus autoComplete="off" />
    </FormSheet>
  )
}

export function DeleteEntryDialog({ entry, onClose }: EntryDialogProps) {
  const api = useNode()
  const { id } = useLookedDrive()
  return (
    <Confirm
      title={
        <>
          Delete <bdi>{nameOf(entry.path)}</bdi>?
        </>
      }
      action="Delete"
      run={() => api.drives.removeEntry.mutate({ drive: id, path: entry.path })}
      onDone={() => undefined}
      onClose={onClose}
    >
      {entry.kind === 'folder' ? 'The folder and all that is in it go' : 'It goes'} from the drive, for
      everybody who reads it. The history of the drive keeps it: there it can be brought back, and there
      others can still find it.
    </Confirm>
  )
}
