import { useRef } from 'react'
import { IconButton } from '../ui/button.tsx'
import { PlusIcon } from '../ui/icons.tsx'

interface AttachButtonProps {
  readonly isDisabled: boolean
  /** Null: there are none to choose. */
  readonly onPick: ((files: readonly File[]) => void) | null
}

/** Chooses files for the next message, for whoever neither drags nor pastes. */
export function AttachButton({ isDisabled, onPick }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  if (onPick === null) return null
  return (
    <>
      <IconButton label="Attach files" isDisabled={isDisabled} onPress={() => input.current?.click()}>
        <PlusIcon />
      </IconButton>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        onChange={({ target }) => {
          onPick([...(target.files ?? [])])
          // Choosing the same again is a change again.
          target.value = ''
        }}
      />
    </>
  )
}
