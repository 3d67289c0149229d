/** The state of the field: its text, which of several things it is for, and what its keys do. */
import { SharedDraft } from '@comice/client'
import { useNode } from '@comice/client/react'
import { type KeyboardEvent, type RefObject, type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { useSubmit } from '../ui/use-submit.ts'
import type { ComposerProps } from './composer.tsx'
import { readDraft, writeDraft } from './outbox.ts'
import { useMentions } from './use-mentions.ts'
import { NEW, type Writing } from './writing.ts'

type Area = RefObject<HTMLTextAreaElement | null>

export function useComposer(props: ComposerProps, area: Area) {
  const { room, snapshot, writing, onWriting, onSend, attachments } = props
  const api = useNode()
  const [text, put] = useText(room, writing)
  const setCaret = useCaret(area)
  useFocusOnChange(area, writing)
  const mentions = useMentions({
    people: snapshot?.members ?? [],
    text,
    onComplete: (next, caret) => {
      setCaret(caret)
      put(next)
    },
  })
  const saving = useSubmit(
    (change: { id: string; text: string }) => api.rooms.messages.edit.mutate({ room, ...change }),
    () => onWriting(NEW),
  )
  const send = () => {
    area.current?.focus()
    if (writing.kind === 'edit') {
      const { id, text: before } = writing.message
      return text === before ? onWriting(NEW) : saving.run({ id, text })
    }
    const people = mentions.of(text)
    const files = attachments?.take() ?? []
    onSend({
      ...{ text, ...replyIn(writing) },
      ...(people.length === 0 ? {} : { mentions: people }),
      ...(files.length === 0 ? {} : { files }),
    })
    put('')
    onWriting(NEW)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>, canSend: boolean) => {
    // While an input method composes, Enter chooses what it offers.
    if (event.nativeEvent.isComposing) return
    if (mentions.onKey(event)) return event.preventDefault()
    const next = event.shiftKey ? null : writingAfter(event.key, text, props)
    if (next !== null) onWriting(next)
    if (next !== null || (event.key === 'Enter' && !event.shiftKey)) event.preventDefault()
    if (event.key === 'Enter' && !event.shiftKey && canSend) send()
  }
  const onSelect = ({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd, value } = currentTarget
    mentions.look(value, selectionStart === selectionEnd ? selectionStart : null)
  }
  return {
    text,
    mentions,
    saving,
    send,
    change: (next: string) => {
      put(next)
      // Not every way in tells of a new selection: a paste, a dictation and a keyboard on the screen may not.
      mentions.look(next, area.current?.selectionStart ?? null)
    },
    onKeyDown,
    onSelect,
    onBlur: () => mentions.look('', null),
  }
}

/** What the field is for after a key: Escape leaves what it was for, ↑ in an empty one changes what one said last. */
function writingAfter(
  key: string,
  text: string,
  { writing, snapshot, lastOwn }: ComposerProps,
): Writing | null {
  if (key === 'Escape') return writing.kind === 'new' ? null : NEW
  const mayEdit = snapshot?.may.includes('edit the own message') === true
  if (key !== 'ArrowUp' || text !== '' || writing.kind !== 'new' || !mayEdit || lastOwn === null) return null
  return { kind: 'edit', message: lastOwn }
}

function replyIn(writing: Writing) {
  return writing.kind === 'reply' ? { replyTo: { id: writing.to.id, seq: writing.to.seq } } : {}
}

/** The text, which is the room's draft, or while one changes a message that message's. */
function useText(room: string, writing: Writing): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => readDraft(room))
  const shared = useSharedDraft(room, setDraft)
  const [changed, setChanged] = useState({ id: '', text: '' })
  const message = writing.kind === 'edit' ? writing.message : { id: '', text: '' }
  if (changed.id !== message.id) setChanged({ id: message.id, text: message.text })
  const put = (next: string) => {
    if (message.id !== '') return setChanged({ id: message.id, text: next })
    setDraft(next)
    writeDraft(room, next)
    shared.current?.changed()
  }
  return [message.id === '' ? draft : changed.text, put]
}

/** Where the room's draft is told to the user's other windows and devices, and theirs comes from. */
function useSharedDraft(room: string, setDraft: (text: string) => void): RefObject<SharedDraft | null> {
  const api = useNode()
  const shared = useRef<SharedDraft | null>(null)
  useEffect(() => {
    const show = (text: string) => {
      writeDraft(room, text)
      setDraft(text)
    }
    const draft = new SharedDraft({ api, room, read: () => readDraft(room), show })
    shared.current = draft
    return () => void draft.close()
  }, [api, room, setDraft])
  return shared
}

/** Puts the caret somewhere once the text that it goes into is there. */
function useCaret(area: Area): (at: number) => void {
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    area.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = null
  })
  return (at) => {
    wanted.current = at
  }
}

/** Behind the menu that led here: that gives the focus back to where it came from first. */
function useFocusOnChange(area: Area, writing: Writing): void {
  useEffect(() => {
    if (writing.kind === 'new') return
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => area.current?.focus())
    })
    return () => cancelAnimationFrame(frame)
  }, [area, writing])
}
