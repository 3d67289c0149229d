import { clockTime, dayWithin } from '../format/time.ts'

/** `muted`, or `muted until tomorrow, 00:41`. */
export function mutedText({ until }: { readonly until: number | null }): string {
  return until === null ? 'muted' : `muted until ${dayWithin(until, Date.now())}, ${clockTime(until)}`
}
