/** `Range` of HTTP (RFC 9110, section 14), as media elements ask for it: one range. */

export interface ByteRange {
  readonly start: number
  /** The last byte, included. */
  readonly end: number
}

/** `all` for what is no range of bytes, or several, which a server may answer with everything; null when nothing fits. */
export function byteRange(header: string | undefined, size: number): ByteRange | 'all' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (match === null) return 'all'
  const [, from = '', to = ''] = match
  if (from === '') return to === '' ? 'all' : lastBytes(Number(to), size)
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return 'all'
  return start < size ? { start, end } : null
}

function lastBytes(count: number, size: number): ByteRange | null {
  return count === 0 || size === 0 ? null : { start: Math.max(0, size - count), end: size - 1 }
}
