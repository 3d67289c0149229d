/** The list of people under a `@`, as state of the field. */
import type { RoomSnapshot } from '@comice/host'
import { type KeyboardEvent, useId, useState } from 'react'
import { completed, mentionAt, type MentionQuery, mentionsOf, offeredFor } from './mentions.ts'

type Person = RoomSnapshot['members'][number]

export interface Mentions {
  readonly listId: string
  /** Empty while nothing is offered. */
  readonly offered: readonly Person[]
  readonly active: number
  /** After each change of the text or the caret; null: there is none, or more than a caret. */
  readonly look: (text: string, caret: number | null) => void
  /** Whether the key was for the list. */
  readonly onKey: (event: KeyboardEvent) => boolean
  readonly choose: (index: number) => void
  /** Whom the text mentions. */
  readonly of: (text: string) => string[]
}

interface MentionsParts {
  readonly people: readonly Person[]
  readonly text: string
  readonly onComplete: (text: string, caret: number) => void
}

export function useMentions({ people, text, onComplete }: MentionsParts): Mentions {
  const listId = useId()
  const [query, setQuery] = useState<MentionQuery | null>(null)
  const [active, setActive] = useState(0)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const offered = query === null ? [] : offeredFor(query, people)

  const choose = (index: number) => {
    const person = offered[index]
    if (query === null || person === undefined) return
    setChosen((now) => new Set(now).add(person.id))
    setQuery(null)
    const next = completed(text, query, person.name)
    onComplete(next.text, next.caret)
  }
  const onKey = (event: KeyboardEvent) => {
    if (offered.length === 0 || event.nativeEvent.isComposing) return false
    const step = STEPS[event.key]
    if (step !== undefined) setActive((active + step + offered.length) % offered.length)
    else if (event.key === 'Escape') setQuery(null)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active)
    else return false
    return true
  }
  return {
    ...{ listId, offered, active, choose, onKey },
    look: (next, caret) => {
      setQuery(caret === null ? null : mentionAt(next, caret))
      setActive(0)
    },
    of: (said) => mentionsOf(said, people, chosen),
  }
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 }
