/** Reads new messages out to those who do not see them. */
import { useState } from 'react'
import { ANNOUNCE_CHARS } from '../constants.ts'
import type { Message } from './timeline.ts'

interface AnnouncerProps {
  readonly messages: readonly Message[]
  readonly nameOf: (author: string) => string
}

export function Announcer({ messages, nameOf }: AnnouncerProps) {
  const last = messages.at(-1)
  const [state, setState] = useState({ id: last?.id, text: '' })
  if (last !== undefined && last.id !== state.id) {
    const isNews = state.id !== undefined || messages.length === 1
    const text = `${nameOf(last.author)}: ${last.text.slice(0, ANNOUNCE_CHARS)}`
    setState({ id: last.id, text: isNews && !last.mine ? text : '' })
  }
  return (
    <div aria-live="polite" className="sr-only">
      {state.text}
    </div>
  )
}
