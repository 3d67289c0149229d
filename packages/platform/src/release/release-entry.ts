/**
 * Where releases stand in an app's drive: in the tree of its entries, beside its files, under
 *
 *     comice-releases NUL 00000000     { "record": "<base64 of the release record>" }
 *
 * eight decimal digits of `seq`, so they sort by it. A reader of Pear's layout sees neither these keys nor values.
 */
import { MAX_RELEASE_ENTRY_BYTES, MAX_RELEASES } from '../constants.ts'

const PREFIX = 'comice-releases\0'
const DIGITS = 8
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u

/** The key of the release with this number. */
export function releaseKey(seq: number): string {
  return PREFIX + String(seq).padStart(DIGITS, '0')
}

/** The keys of all releases from number `from` on. */
export function releaseRange(from = 0): { gte: string; lt: string } {
  return { gte: releaseKey(from), lt: releaseKey(MAX_RELEASES) }
}

/** The value that stands under a release's key, for a tree whose values are JSON. */
export function releaseValue(record: Uint8Array): { record: string } {
  return { record: Buffer.from(record).toString('base64') }
}

/** The record in a value, before JSON decoded it. Total; null when it is not one, or larger than one can be. */
export function recordOfValue(bytes: Uint8Array | null): Uint8Array | null {
  if (bytes === null || bytes.byteLength > MAX_RELEASE_ENTRY_BYTES) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof value !== 'object' || value === null || !('record' in value)) return null
    const { record } = value
    return typeof record === 'string' && BASE64.test(record) ? Buffer.from(record, 'base64') : null
  } catch {
    return null
  }
}
