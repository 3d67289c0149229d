/** What the user calls a drive, and how it goes away. */
import { useNode } from '@comice/client/react'
import type { DriveView } from '@comice/host'
import { useState } from 'react'
import { Checkbox } from 'react-aria-components'
import { Confirm } from '../ui/confirm.tsx'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { CheckIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { driveNameProblem, toDriveName } from './drive-name.ts'

interface DriveDialogProps {
  readonly drive: DriveView
  readonly onClose: () => void
}

export function RenameDriveDialog({ drive, onClose }: DriveDialogProps) {
  const api = useNode()
  const [name, setName] = useState(drive.name)
  const rename = useSubmit(
    async () => (name === drive.name ? null : api.drives.alias.mutate({ name: drive.name, to: name })),
    onClose,
  )
  const problem = driveNameProblem(name)
  return (
    <FormSheet
      title="What you call it"
      submit={rename}
      isReady={name !== '' && problem === null}
      action="Save name"
      doing="Saving…"
      onClose={onClose}
    >
      <Field
        label="Name"
        description="Only you see it. Links to the drive stay as they are."
        value={name}
        onChange={(typed) => setName(toDriveName(typed))}
        error={problem}
        autoFocus
        autoComplete="off"
      />
    </FormSheet>
  )
}

interface RemoveDriveDialogProps extends DriveDialogProps {
  readonly onRemoved: () => void
}

export function RemoveDriveDialog({ drive, onRemoved, onClose }: RemoveDriveDialogProps) {
  const api = useNode()
  const [isPurged, setPurged] = useState(false)
  const { name, isOurs } = drive
  return (
    <Confirm
      title={
        <>
          Remove <bdi>{name}</bdi>?
        </>
      }
      action={isPurged ? 'Delete it for good' : 'Remove'}
      run={() => (isPurged ? api.drives.purge : api.drives.remove).mutate({ name })}
      onDone={onRemoved}
      onClose={onClose}
    >
      <p>
        It goes from the list{drive.isSeeded ? ', and is given to nobody any more' : ''}. What is on this
        computer stays, and its link brings it back: keep the link.
      </p>
      <Checkbox
        isSelected={isPurged}
        onChange={setPurged}
        className="touch group focusable mt-2 flex cursor-pointer items-center gap-2.5 rounded-xl text-sm"
      >
        <span
          aria-hidden="true"
          className="grid size-5 shrink-0 place-items-center rounded-md border border-edge bg-paper text-transparent group-data-[selected]:border-russet group-data-[selected]:text-russet"
        >
          <CheckIcon className="size-4" />
        </span>
        Delete its files from this computer as well
      </Checkbox>
      {isPurged && (
        <p className="mt-1 text-sm text-russet">
          {isOurs
            ? 'You made it: what nobody else has is gone for good, and you can never change the drive again.'
            : 'What its other peers have can be fetched again by its link.'}
        </p>
      )}
    </Confirm>
  )
}
