/**
 * The messages of a room that the window has. The node sends the newest page again after each change; older pages are
 * asked for. Pure, so that what a peer's clock or order can do to it is tested without a browser.
 */
import type { RoomSnapshot } from '@comice/host'

export type Message = RoomSnapshot['messages'][number]

export interface Page {
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** Whether there are older ones. */
  readonly more: boolean
}

/** The timeline with the newest page in it. What is older stays, unless the two no longer touch. */
export function withNewest(timeline: Page | null, newest: Page): Page {
  const [first] = newest.messages
  if (timeline === null || first === undefined) return newest
  const inNewest = new Set(newest.messages.map(({ id }) => id))
  const kept = timeline.messages.filter(({ seq, id }) => seq < first.seq && !inNewest.has(id))
  if (kept.at(-1)?.seq !== first.seq - 1) return newest
  return { messages: [...kept, ...newest.messages], more: timeline.more }
}

/** The timeline with an older page before it. */
export function withOlder(timeline: Page, older: Page): Page {
  const first = timeline.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  const known = new Set(timeline.messages.map(({ id }) => id))
  const added = older.messages.filter(({ seq, id }) => seq < first && !known.has(id))
  return { messages: [...added, ...timeline.messages], more: older.more }
}

/** A part of the room away from its end, with the page after it. */
export function withNewer(part: Page, newer: Page): Page {
  const last = part.messages.at(-1)?.seq ?? -1
  const known = new Set(part.messages.map(({ id }) => id))
  const added = newer.messages.filter(({ seq, id }) => seq > last && !known.has(id))
  return { ...part, messages: [...part.messages, ...added] }
}

/** A part of the room beside its end: one with it as soon as they touch. */
export function joined(live: Page, apart: Page | null): { readonly live: Page; readonly apart: Page | null } {
  const first = live.messages[0]?.seq
  const last = apart?.messages.at(-1)?.seq
  if (apart === null || first === undefined || last === undefined) return { live, apart: null }
  if (last + 1 < first) return { live, apart }
  // What is there may reach further back than this does.
  const isCovered = (apart.messages[0]?.seq ?? 0) >= first
  return { live: isCovered ? live : withOlder(live, apart), apart: null }
}

/** Whether a message with that number is on it, or would be. */
export function isWithin({ messages }: Page, seq: number): boolean {
  const [first, last] = [messages[0]?.seq, messages.at(-1)?.seq]
  return first !== undefined && last !== undefined && first <= seq && seq <= last
}

/** The timeline with messages as they read now; which ones it has stays. */
export function withChanged(timeline: Page, changed: readonly Message[]): Page {
  const now = new Map(changed.map((message) => [message.id, message]))
  return { ...timeline, messages: timeline.messages.map((message) => now.get(message.id) ?? message) }
}

/** How many of its messages are older than the newest page. */
export function olderThan(timeline: Page, newest: Page): number {
  return Math.max(0, timeline.messages.length - newest.messages.length)
}
