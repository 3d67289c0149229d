/** Going through the messages by keyboard: one of them is where Tab leads, arrows go on from there, letters act on it. */
import { type KeyboardEvent, useState } from 'react'
import { rightsOf } from './message-rights.ts'
import type { OpenRoom } from './room-context.ts'
import type { Message } from './timeline.ts'

export interface MessageKeys {
  /** Id of the message that Tab leads to. */
  readonly stop: string | undefined
  readonly onFocus: (event: { readonly target: EventTarget }) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

export function useMessageKeys(messages: readonly Message[], room: OpenRoom): MessageKeys {
  const [chosen, setChosen] = useState<string | null>(null)
  const isThere = messages.some(({ id }) => id === chosen)
  const stop = isThere ? (chosen ?? undefined) : messages.at(-1)?.id

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { target, key, ctrlKey, metaKey, altKey } = event
    // What has the focus inside of a message has its own keys.
    if (!(target instanceof HTMLElement) || target.dataset['id'] === undefined) return
    if (ctrlKey || metaKey || altKey) return
    const index = messages.findIndex(({ id }) => id === target.dataset['id'])
    const message = messages[index]
    if (message === undefined) return
    const next = key === 'ArrowUp' ? messages[index - 1] : messages[index + 1]
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      event.preventDefault()
      if (next !== undefined) focusMessage(event.currentTarget, next.id)
    } else if (act(key.toLowerCase(), message, room)) event.preventDefault()
  }
  return {
    stop,
    onKeyDown,
    onFocus: ({ target }) => {
      const id =
        target instanceof HTMLElement ? target.closest<HTMLElement>('[data-id]')?.dataset['id'] : null
      if (id != null) setChosen(id)
    },
  }
}

/** Whether the key does something to that message. */
function act(key: string, message: Message, room: OpenRoom): boolean {
  const { canReply, canEdit, canDelete, canPin, canForward } = rightsOf(message, room)
  if (key === 'r' && canReply) room.reply(message)
  else if (key === 'e' && canEdit) room.edit(message)
  else if (key === 'p' && canPin) room.pin(message, !message.isPinned)
  else if (key === 'f' && canForward) room.forward(message)
  else if (key === 'delete' && canDelete) room.remove(message)
  else return false
  return true
}

/** Whether it is there. */
export function focusMessage(list: HTMLElement | null, id: string): boolean {
  const message = list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null
  message?.focus({ preventScroll: true })
  message?.scrollIntoView({ block: 'nearest' })
  return message !== null
}
