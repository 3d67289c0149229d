/**
 * What a grant of `copy` covers: a file, or a folder with all below it, to read and write or with `:ro` to read alone. A path that
 * ends so itself has `:rw` behind it when it is for both: else whoever may read could ask for one that looks like `:ro`.
 */
import path from 'node:path'

interface CopyScope {
  readonly path: string
  readonly isReadOnly: boolean
}

const READ_ONLY = ':ro'
const BOTH = ':rw'

/** Null when it is none: a path that is absolute, without `.` and `..`, and without a slash at its end. */
export function parseCopyScope(text: string): CopyScope | null {
  const isReadOnly = text.endsWith(READ_ONLY)
  const place = isReadOnly || text.endsWith(BOTH) ? text.slice(0, -READ_ONLY.length) : text
  const isPlain = place.startsWith('/') && !place.includes('\0') && path.posix.normalize(place) === place
  return isPlain && (place === '/' || !place.endsWith('/')) ? { path: place, isReadOnly } : null
}

export function formatCopyScope({ path: place, isReadOnly }: CopyScope): string {
  if (isReadOnly) return `${place}${READ_ONLY}`
  return place.endsWith(READ_ONLY) || place.endsWith(BOTH) ? `${place}${BOTH}` : place
}

/** Whether a grant with the scope `granted` is one of `wanted`. */
export function coversCopy(granted: string, wanted: string): boolean {
  const [given, asked] = [parseCopyScope(granted), parseCopyScope(wanted)]
  if (given === null || asked === null || (given.isReadOnly && !asked.isReadOnly)) return false
  return isBelow(given.path, asked.path)
}

function isBelow(top: string, place: string): boolean {
  return place === top || place.startsWith(top === '/' ? '/' : `${top}/`)
}
