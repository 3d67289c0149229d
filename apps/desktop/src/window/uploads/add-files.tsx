/** Buttons that choose files or a folder, for whoever does not drag. */
import { useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { fromInput, type PickedFile } from './picked-files.ts'

interface AddFilesProps {
  readonly onPick: (files: PickedFile[]) => void
}

export function AddFiles({ onPick }: AddFilesProps) {
  return (
    <>
      <Picker label="Add files" look="primary" onPick={onPick} />
      <Picker label="Add a folder" look="plain" isFolder onPick={onPick} />
    </>
  )
}

interface PickerProps extends AddFilesProps {
  readonly label: string
  readonly look: 'primary' | 'plain'
  readonly isFolder?: boolean
}

function Picker({ label, look, isFolder = false, onPick }: PickerProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button look={look} onPress={() => input.current?.click()} className="flex-1 px-2 wide:px-4">
        {!isFolder && <PlusIcon className="size-4.5" />}
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        // React knows no such property, and passes it on as it is.
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={({ target }) => {
          if (target.files !== null && target.files.length > 0) onPick(fromInput(target.files))
          // Choosing the same again is a change again.
          target.value = ''
        }}
      />
    </>
  )
}
