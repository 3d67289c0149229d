/** Permission sets as sets: what one has over another, and their one text and hash. */
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import { MAX_ORIGINS, MAX_TOPICS } from '../constants.ts'
import { NO_PERMISSIONS, parsePermissions, type Permissions } from './permission.ts'

const HASH_LABEL = b4a.from('comice/permissions/1\0')

/** The canonical JSON of a set: equal sets have equal texts, and {@link decodePermissions} gives the set back. */
export function encodePermissions({ net, fs, topics, full }: Permissions): string {
  return JSON.stringify({ net, fs, topics, full })
}

/** @throws PERMISSIONS_INVALID, also for text that is no JSON */
export function decodePermissions(text: string): Permissions {
  return parsePermissions(parseJson(text))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // Refused as any other text is, without JSON.parse's message, which repeats its input.
  }
}

/** BLAKE2b-256 of the canonical JSON under a label of its own; 32 bytes. */
export function permissionsHash(permissions: Permissions): Uint8Array {
  return crypto.hash([HASH_LABEL, b4a.from(encodePermissions(permissions))])
}

/** What `to` allows and `from` does not. Whoever may do everything gains nothing. */
export function addedPermissions(from: Permissions, to: Permissions): Permissions {
  if (from.full) return NO_PERMISSIONS
  return {
    net: without(to.net, from.net),
    fs: without(to.fs, from.fs),
    topics: without(to.topics, from.topics),
    full: to.full,
  }
}

/** Whether `to` allows anything that `from` does not. */
export function grows(from: Permissions, to: Permissions): boolean {
  const { net, fs, topics, full } = addedPermissions(from, to)
  return full || net.length + fs.length + topics.length > 0
}

/** What either allows; `b` alone where that is more than a set may hold. */
export function unitePermissions(a: Permissions, b: Permissions): Permissions {
  const both = {
    net: union(a.net, b.net),
    fs: union(a.fs, b.fs),
    topics: union(a.topics, b.topics),
    full: a.full || b.full,
  }
  return both.net.length > MAX_ORIGINS || both.topics.length > MAX_TOPICS ? b : both
}

function without<T>(list: readonly T[], known: readonly T[]): readonly T[] {
  return list.filter((entry) => !known.includes(entry))
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return [...new Set([...a, ...b])].sort()
}
