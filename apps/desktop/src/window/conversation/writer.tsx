/** Where one writes, answers and changes what one said. Enter sends, Shift+Enter starts a line; a draft stays with its room. */
import { LIMITS } from '@comice/protocol'
import { type ClipboardEvent, type RefObject, useEffect, useRef } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import { COUNT_FROM } from '../constants.ts'
import { byteLength } from '../format/text.ts'
import { AttachmentList } from '../room-files/attachment-list.tsx'
import { AttachButton } from '../room-files/attach-button.tsx'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CheckIcon, SendIcon } from '../ui/icons.tsx'
import type { ComposerProps } from './composer.tsx'
import { MentionList, optionId } from './mention-list.tsx'
import { useComposer } from './use-composer.ts'
import type { Attachments } from '../room-files/use-attachments.ts'
import type { Mentions } from './use-mentions.ts'
import { WritingBanner } from './writing-banner.tsx'

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

export function Writer({ isDisabled, ...props }: ComposerProps & { readonly isDisabled: boolean }) {
  const { roomName, writing, onWriting, attachments } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const composer = useComposer(props, area)
  const { text, saving, mentions } = composer
  const left = bytesLeft(text)
  const isTooLong = left !== null && left < 0
  const isEdit = writing.kind === 'edit'
  const brings = isEdit ? null : attachments
  const canSend = !isDisabled && !isTooLong && isSomething(text, brings)
  useFocusAtFirst(area)
  return (
    <div className="mx-auto w-full max-w-3xl px-3 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] wide:px-6 wide:pb-4">
      <Banner writing={writing} onWriting={onWriting} />
      {saving.error !== null && (
        <div className="mb-1.5">
          <ErrorNote error={saving.error} />
        </div>
      )}
      <AttachmentList attachments={brings} />
      <TextField value={text} onChange={composer.change} isInvalid={isTooLong} className="relative">
        <Label className="sr-only">Message to {roomName}</Label>
        {mentions.offered.length > 0 && <MentionList mentions={mentions} />}
        <div className="flex items-end gap-1 rounded-2xl border border-edge bg-card p-1.5 shadow-card focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/40">
          <AttachButton isDisabled={isDisabled} onPick={brings?.add ?? null} />
          <TextArea
            ref={area}
            rows={1}
            dir="auto"
            enterKeyHint="send"
            placeholder="Write a message"
            aria-autocomplete="list"
            {...pointedOut(mentions)}
            onKeyDown={(event) => composer.onKeyDown(event, canSend)}
            onSelect={composer.onSelect}
            onBlur={composer.onBlur}
            onPaste={(event) => pasteFiles(event, brings)}
            className="max-h-48 min-h-9 flex-1 resize-none [field-sizing:content] bg-transparent px-2.5 py-1.5 wrap-anywhere outline-none placeholder:text-soft max-wide:min-h-11 max-wide:py-2.5"
          />
          <IconButton
            label={isEdit ? 'Save the change' : 'Send'}
            look="primary"
            isDisabled={!canSend}
            onPress={composer.send}
          >
            {isEdit ? <CheckIcon /> : <SendIcon />}
          </IconButton>
        </div>
      </TextField>
      {left !== null && <BytesLeft left={left} />}
    </div>
  )
}

function Banner({ writing, onWriting }: Pick<ComposerProps, 'writing' | 'onWriting'>) {
  if (writing.kind === 'new') return null
  return <WritingBanner writing={writing} onCancel={() => onWriting({ kind: 'new' })} />
}

function pasteFiles(event: ClipboardEvent, brings: Attachments | null): void {
  const files = [...event.clipboardData.files]
  if (brings === null || files.length === 0) return
  event.preventDefault()
  brings.add(files)
}

/** Files speak for themselves, once the node has all of them. */
function isSomething(text: string, brings: Attachments | null): boolean {
  if (brings === null || brings.all.length === 0) return text.trim() !== ''
  return brings.isReady
}

/** What a screen reader says of the list while the field keeps the focus. */
function pointedOut({ offered, listId, active }: Mentions) {
  if (offered.length === 0) return {}
  return { 'aria-controls': listId, 'aria-activedescendant': optionId(listId, active) }
}

function BytesLeft({ left }: { left: number }) {
  return (
    <p role="status" className={`mt-1 px-2 text-sm ${left < 0 ? 'text-russet' : 'text-soft'}`}>
      {left < 0
        ? `Too long by ${(-left).toLocaleString()} bytes of ${LIMITS.MAX_MESSAGE_BYTES.toLocaleString()}. Say it in several messages.`
        : `${left.toLocaleString()} bytes left`}
    </p>
  )
}
