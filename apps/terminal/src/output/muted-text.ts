/** `muted`, or `muted until 2026-12-05 12:00 UTC`: until when somebody is not heard. Any time may be claimed. */
export function mutedText({ until }: { readonly until: number | null }): string {
  const date = new Date(until ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return 'muted'
  return `muted until ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
