/** A few emojis at hand, and a field for any other. */
import { useState } from 'react'
import { Dialog, DialogTrigger, Input, ListBox, ListBoxItem, Popover, TextField } from 'react-aria-components'
import { QUICK_EMOJIS } from '../constants.ts'
import { IconButton } from '../ui/button.tsx'
import { SmileIcon } from '../ui/icons.tsx'
import { asEmoji } from './reactions.ts'

interface EmojiPickerProps {
  readonly onChoose: (emoji: string) => void
  readonly onOpenChange: (isOpen: boolean) => void
}

export function EmojiPicker({ onChoose, onOpenChange }: EmojiPickerProps) {
  return (
    <DialogTrigger onOpenChange={onOpenChange}>
      <IconButton label="React" className="[&]:min-h-8">
        <SmileIcon className="size-4.5" />
      </IconButton>
      <Popover
        placement="top"
        className="veil z-50 w-68 rounded-2xl border border-line bg-card p-2 shadow-sheet"
      >
        <Dialog aria-label="React" className="outline-none">
          {({ close }) => (
            <Emojis
              onChoose={(emoji) => {
                close()
                onChoose(emoji)
              }}
            />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Emojis({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [typed, setTyped] = useState('')
  const emoji = asEmoji(typed)
  const isWrong = typed.trim() !== '' && emoji === null
  return (
    <>
      <ListBox
        aria-label="Emojis"
        layout="grid"
        autoFocus="first"
        selectionMode="none"
        onAction={(key) => onChoose(String(key))}
        className="grid grid-cols-6 gap-0.5 outline-none"
      >
        {QUICK_EMOJIS.map((one) => (
          <ListBoxItem
            key={one}
            id={one}
            textValue={one}
            className="grid aspect-square cursor-pointer place-items-center rounded-lg font-emoji text-xl outline-none data-[focused]:bg-tint data-[hovered]:bg-hover"
          >
            {one}
          </ListBoxItem>
        ))}
      </ListBox>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (emoji !== null) onChoose(emoji)
        }}
      >
        <TextField
          aria-label="Another emoji"
          value={typed}
          onChange={setTyped}
          isInvalid={isWrong}
          className="mt-2"
        >
          <Input
            placeholder="Another emoji, then Enter"
            className="touch w-full rounded-lg border border-edge bg-paper px-2.5 text-sm outline-none placeholder:text-soft data-[focused]:border-accent data-[invalid]:border-russet"
          />
        </TextField>
        {isWrong && (
          <p role="alert" className="mt-1 px-1 text-xs text-russet">
            One emoji, please.
          </p>
        )}
      </form>
    </>
  )
}
