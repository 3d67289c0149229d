/** How long something takes, as people say it. */

/** `8 s`, `3 min`, `2 h 5 min`; `more than a day` for what nobody waits for. */
export function formatDuration(seconds: number): string {
  if (!(seconds < 86_400)) return 'more than a day'
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`
}
