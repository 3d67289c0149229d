/** Where the line that says "new" stands, and what counts as read. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useNode } from '@comice/client/react'
import type { Message } from './timeline.ts'

function subscribeToAttention(listener: () => void): () => void {
  const events = ['focus', 'blur', 'visibilitychange'] as const
  for (const event of events) window.addEventListener(event, listener)
  document.addEventListener('visibilitychange', listener)
  return () => {
    for (const event of events) window.removeEventListener(event, listener)
    document.removeEventListener('visibilitychange', listener)
  }
}

/** Whether somebody looks at the window. */
export function useAttention(): boolean {
  return useSyncExternalStore(
    subscribeToAttention,
    () => document.visibilityState === 'visible' && document.hasFocus(),
  )
}

/** What of a room was there, and whether somebody looked. */
interface Seen {
  readonly length: number
  readonly isLooking: boolean
}

/** Where the line stands after a change, given where it stood. Pure. */
export function moveNewLine(
  newFrom: number | null,
  before: Seen,
  now: Seen & { isMine: boolean },
): number | null {
  const hasGrown = before.length > 0 && now.length > before.length
  if (hasGrown && now.isMine) return null
  if (before.isLooking && !now.isLooking) return before.length
  const hasLine = newFrom !== null && newFrom < before.length
  return hasGrown && now.isLooking && !hasLine ? null : newFrom
}

/**
 * The sequence number of the first message that came while nobody looked, or null. It stays while one reads, and goes
 * when one answers.
 */
export function useNewLine(
  { id: room, read }: { readonly id: string; readonly read: number },
  messages: readonly Message[],
  isLooking: boolean,
): number | null {
  const api = useNode()
  const [newFrom, setNewFrom] = useState<number | null>(read)
  const [seen, setSeen] = useState<Seen>({ length: 0, isLooking: true })
  const last = messages.at(-1)
  const length = last === undefined ? 0 : last.seq + 1
  if (length !== seen.length || isLooking !== seen.isLooking) {
    setSeen({ length, isLooking })
    setNewFrom(moveNewLine(newFrom, seen, { length, isLooking, isMine: last?.mine === true }))
  }
  useEffect(() => {
    if (!isLooking || length <= read) return
    // When it cannot be told, the next message is told with it.
    void api.rooms.markRead.mutate({ room, before: length }).catch(() => undefined)
  }, [api, room, read, length, isLooking])
  return newFrom !== null && newFrom < length && newFrom > 0 ? newFrom : null
}
