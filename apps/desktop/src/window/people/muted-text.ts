import { fullTime } from '../format/time.ts'

/** `muted`, or until when somebody is not heard. */
export function mutedText({ until }: { readonly until: number | null }): string {
  return until === null ? 'muted' : `muted until ${fullTime(until)}`
}
