/** Last writer wins: of the entries with one key the one with the greatest stamp counts, and stamps have a total order. */
import type { HomeEntry } from '@comice/protocol'
import b4a from 'b4a'
import { MAX_CLOCK_AHEAD_MS } from '../constants.ts'

/** An entry, and who wrote it: the device's key in hexadecimal. */
export interface StampedEntry extends HomeEntry {
  readonly device: string
}

export type EntriesByKey = ReadonlyMap<string, StampedEntry>

/** Commutative, associative and idempotent; also for stamps that a hostile device used twice. */
export function mergeEntries(known: EntriesByKey, more: Iterable<StampedEntry>): EntriesByKey {
  const merged = new Map(known)
  for (const entry of more) {
    const other = merged.get(entry.key)
    if (other === undefined || compareEntries(other, entry) < 0) merged.set(entry.key, entry)
  }
  return merged
}

/** By clock, counter, device, and the value at last. */
export function compareEntries(a: StampedEntry, b: StampedEntry): number {
  return (
    a.clock - b.clock ||
    a.counter - b.counter ||
    compareText(a.device, b.device) ||
    b4a.compare(a.value, b.value)
  )
}

/** Whether an entry waits, because the clock that stamped it is too far ahead of `now`. */
export function isAhead({ clock }: { readonly clock: number }, now: number): boolean {
  return clock > now + MAX_CLOCK_AHEAD_MS
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
