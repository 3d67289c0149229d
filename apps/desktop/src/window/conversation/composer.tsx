/** Where one writes. Enter sends, Shift+Enter starts a line; a draft stays with its room. */
import { LIMITS } from '@comice/protocol'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import { COUNT_FROM } from '../constants.ts'
import { byteLength } from '../format/text.ts'
import { IconButton } from '../ui/button.tsx'
import { SendIcon } from '../ui/icons.tsx'
import { readDraft, writeDraft } from './outbox.ts'

interface ComposerProps {
  readonly room: string
  readonly roomName: string
  readonly isDisabled: boolean
  readonly onSend: (text: string) => void
}

/** Bytes left, or null while that is of no interest. */
function bytesLeft(text: string): number | null {
  const left = LIMITS.MAX_MESSAGE_BYTES - byteLength(text)
  return left < LIMITS.MAX_MESSAGE_BYTES * (1 - COUNT_FROM) ? left : null
}

/** Two frames on: a dialog that has just led here still makes the rest inert, and gives the focus back, until then. */
function useFocusAtFirst(area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    // On a touch screen the keyboard would cover what one came to read.
    if (!matchMedia('(pointer: fine)').matches) return
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => area.current?.focus({ preventScroll: true }))
    })
    return () => cancelAnimationFrame(frame)
  }, [area])
}

export function Composer({ room, roomName, isDisabled, onSend }: ComposerProps) {
  const [text, setText] = useState(() => readDraft(room))
  const area = useRef<HTMLTextAreaElement>(null)
  const left = bytesLeft(text)
  const canSend = !isDisabled && text.trim() !== '' && (left === null || left >= 0)

  useFocusAtFirst(area)

  const change = (next: string) => {
    setText(next)
    writeDraft(room, next)
  }
  const send = () => {
    if (!canSend) return
    onSend(text)
    change('')
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses what it offers.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <div className="mx-auto w-full max-w-3xl px-3 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] wide:px-6 wide:pb-4">
      <TextField value={text} onChange={change} isInvalid={left !== null && left < 0}>
        <Label className="sr-only">Message to {roomName}</Label>
        <div className="flex items-end gap-1 rounded-2xl border border-edge bg-card p-1.5 shadow-card focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/40">
          <TextArea
            ref={area}
            rows={1}
            dir="auto"
            enterKeyHint="send"
            placeholder="Write a message"
            onKeyDown={onKeyDown}
            className="max-h-48 min-h-9 flex-1 resize-none [field-sizing:content] bg-transparent px-2.5 py-1.5 wrap-anywhere outline-none placeholder:text-soft max-wide:min-h-11 max-wide:py-2.5"
          />
          <IconButton label="Send" look="primary" isDisabled={!canSend} onPress={send}>
            <SendIcon />
          </IconButton>
        </div>
      </TextField>
      {left !== null && (
        <p role="status" className={`mt-1 px-2 text-sm ${left < 0 ? 'text-russet' : 'text-soft'}`}>
          {left < 0
            ? `Too long by ${(-left).toLocaleString()} bytes of ${LIMITS.MAX_MESSAGE_BYTES.toLocaleString()}. Say it in several messages.`
            : `${left.toLocaleString()} bytes left`}
        </p>
      )}
    </div>
  )
}
