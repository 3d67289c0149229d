/** What it means when reading from a core of an author failed. */
import type { AppDrive } from './app-drive.ts'

/** The codes of hypercore-errors that say "not here", not "wrong". */
const NOT_HERE: ReadonlySet<unknown> = new Set([
  'BLOCK_NOT_AVAILABLE',
  'REQUEST_TIMEOUT',
  'REQUEST_CANCELLED',
  'SESSION_CLOSED',
  'SNAPSHOT_NOT_AVAILABLE',
])

/** `isLate`: the deadline has passed, so whatever the stream threw is because it was ended. */
export function failureOf(
  error: unknown,
  { app, isLate }: { app: AppDrive; isLate: boolean },
): 'CONFLICTED' | 'UNAVAILABLE' | 'DRIVE_MALFORMED' {
  if (app.isConflicted) return 'CONFLICTED'
  if (isLate || app.drive.closing != null) return 'UNAVAILABLE'
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return NOT_HERE.has(code) ? 'UNAVAILABLE' : 'DRIVE_MALFORMED'
}
