/** `2026-11-28 09:31`, of this machine's clock. @param at Unix time in ms */
export function formatTime(at: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const time = new Date(at)
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}
