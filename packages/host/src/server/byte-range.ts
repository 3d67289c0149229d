/** The part of a file that a request asks for (RFC 9110, section 14). */
import type { IncomingHttpHeaders } from 'node:http'

export interface ByteRange {
  readonly start: number
  /** The byte after the last. */
  readonly end: number
}

interface RangedFile {
  readonly bytes: number
  readonly etag: string
}

/** Null: the whole file. `none`: there is no such part. Of several parts, none is singled out: it is the whole file. */
export function byteRange(
  { range, 'if-range': condition }: IncomingHttpHeaders,
  { bytes, etag }: RangedFile,
): ByteRange | 'none' | null {
  const { first = '', last = '' } =
    /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/u.exec(range ?? '')?.groups ?? {}
  if (first + last === '') return null
  if (condition !== undefined && condition !== `"${etag}"`) return null
  return first === '' ? lastBytes(Number(last), bytes) : bytesFrom(Number(first), last, bytes)
}

function lastBytes(count: number, bytes: number): ByteRange | 'none' {
  return count === 0 || bytes === 0 ? 'none' : { start: Math.max(0, bytes - count), end: bytes }
}

function bytesFrom(start: number, last: string, bytes: number): ByteRange | 'none' {
  const end = last === '' ? bytes : Math.min(Number(last) + 1, bytes)
  return start >= bytes || end <= start ? 'none' : { start, end }
}
