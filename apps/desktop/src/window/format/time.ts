/** Times as people read them. They come from peers and nobody checks them, so any number must do. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' })
const DATE = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'long', day: 'numeric' })
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const DAY_MS = 86_400_000

function toDate(ms: number): Date | null {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? null : date
}

/** `14:03`. */
export function clockTime(ms: number): string {
  const date = toDate(ms)
  return date === null ? '–' : CLOCK.format(date)
}

/** With weekday and date, for tooltips. */
export function fullTime(ms: number): string {
  const date = toDate(ms)
  return date === null ? 'at an unknown time' : FULL.format(date)
}

/** With date, the same in every language: `2026-01-02 10:00`. */
export function shortTime(ms: number): string {
  const date = toDate(ms)
  if (date === null) return 'at an unknown time'
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return `${parts.map((part) => String(part).padStart(2, '0')).join('-')} ${date.toTimeString().slice(0, 5)}`
}

/** For `<time dateTime>`. */
export function isoTime(ms: number): string | undefined {
  return toDate(ms)?.toISOString()
}

/** Names a local day; equal for two times on the same one. */
export function dayKey(ms: number): string {
  const date = toDate(ms)
  return date === null ? 'unknown' : `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/** `Today`, `Tomorrow`, `Yesterday`, `Monday, 2 November`, or with the year when it is another. */
export function dayLabel(ms: number, now: number): string {
  const date = toDate(ms)
  if (date === null) return 'At an unknown time'
  if (dayKey(ms) === dayKey(now)) return 'Today'
  if (dayKey(ms) === dayKey(now + DAY_MS)) return 'Tomorrow'
  if (dayKey(ms) === dayKey(now - DAY_MS)) return 'Yesterday'
  return (date.getFullYear() === new Date(now).getFullYear() ? WEEKDAY : DATE).format(date)
}

/** The same behind other words: `today`, but `Monday, 2 November`. */
export function dayWithin(ms: number, now: number): string {
  const label = dayLabel(ms, now)
  // Names of days and months begin as their language has it.
  return /^(?:Today|Tomorrow|Yesterday|At )/u.test(label)
    ? label.charAt(0).toLowerCase() + label.slice(1)
    : label
}
