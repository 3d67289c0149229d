/** What a grant of `copy` covers: a file, or a folder with all below it, to read and write or with `:ro` to read alone. */
import path from 'node:path'

interface CopyScope {
  readonly path: string
  readonly isReadOnly: boolean
}

const READ_ONLY = ':ro'

/** Null when it is none: a path that is absolute, without `.` and `..`, and without a slash at its end. */
export function parseCopyScope(text: string): CopyScope | null {
  const isReadOnly = text.endsWith(READ_ONLY)
  const place = isReadOnly ? text.slice(0, -READ_ONLY.length) : text
  const isPlain = place.startsWith('/') && !place.includes('\0') && path.posix.normalize(place) === place
  return isPlain && (place === '/' || !place.endsWith('/')) ? { path: place, isReadOnly } : null
}

export function formatCopyScope({ path: place, isReadOnly }: CopyScope): string {
  return isReadOnly ? `${place}${READ_ONLY}` : place
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
