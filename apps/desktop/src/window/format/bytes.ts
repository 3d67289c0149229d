/** Sizes as people read them. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** `0 bytes`, `812 bytes`, `1.4 MB`: units of a thousand, as disks are sold. */
export function formatBytes(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000
    unit += 1
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1
  return `${size.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[unit] ?? ''}`
}
