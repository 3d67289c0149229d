/** Messages as they are shown: by day, and within it by author while they write without a longer pause. */
import { GROUP_GAP_MS } from '../constants.ts'
import { dayKey } from '../format/time.ts'
import type { Message } from './timeline.ts'

export interface MessageGroup {
  readonly author: string
  readonly mine: boolean
  /** At the time of its first message. */
  readonly claimedAt: number
  readonly messages: readonly Message[]
  /** Whether the line that says "new" stands above it. */
  readonly startsNew: boolean
}

export interface Day {
  /** Unique in the list: the same day can come twice, because peers' clocks differ. */
  readonly key: string
  readonly claimedAt: number
  readonly groups: readonly MessageGroup[]
}

interface OpenGroup extends MessageGroup {
  readonly messages: Message[]
}

interface OpenDay extends Day {
  readonly day: string
  readonly groups: OpenGroup[]
}

/** @param newFrom sequence number of the first new message, or null when there is none */
export function groupMessages(messages: readonly Message[], newFrom: number | null): Day[] {
  const days: OpenDay[] = []
  const firstNew = newFrom === null ? undefined : messages.find(({ seq }) => seq >= newFrom)
  for (const message of messages) {
    const startsNew = message === firstNew
    const day = dayOf(message, days)
    const group = day.groups.at(-1)
    if (group !== undefined && !startsNew && continues(group, message)) group.messages.push(message)
    else day.groups.push(groupOf(message, startsNew))
  }
  return days
}

/** The day at the end of the list, or a new one there when the message is of another. */
function dayOf({ id, claimedAt }: Message, days: OpenDay[]): OpenDay {
  const day = dayKey(claimedAt)
  const last = days.at(-1)
  if (last?.day === day) return last
  const next = { key: `${day}/${id}`, day, claimedAt, groups: [] }
  days.push(next)
  return next
}

function continues({ author, messages }: OpenGroup, message: Message): boolean {
  const before = messages.at(-1)?.claimedAt ?? 0
  return author === message.author && Math.abs(message.claimedAt - before) < GROUP_GAP_MS
}

function groupOf(message: Message, startsNew: boolean): OpenGroup {
  const { author, mine, claimedAt } = message
  return { author, mine, claimedAt, messages: [message], startsNew }
}
