/** Days as the browser's date fields have them: `2026-11-28`, in the user's own time. */

/** The first moment of that day, in ms since 1970; null when it is none. */
export function dayFromField(text: string): number | null {
  const [, year, month, day] = /^(\d{4,6})-(\d{2})-(\d{2})$/u.exec(text) ?? []
  if (year === undefined) return null
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  const isThatDay = date.getMonth() === Number(month) - 1 && date.getDate() === Number(day)
  // What is before 1970 is before everything that was said.
  return isThatDay ? Math.max(0, date.getTime()) : null
}

export function fieldFromDay(ms: number): string {
  const date = new Date(ms)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
