const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** `812 B`, `1.4 kB`, `23 MB`: powers of 1,000, as disks and networks are sold. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let value = bytes
  let unit = ''
  for (const next of UNITS) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
