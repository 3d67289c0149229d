/** What to do about an error, in the window: hints of the node name commands of a terminal, where those are what helps there. */
import type { ComiceError } from '@comice/protocol'

const HINTS: Readonly<Record<string, string>> = {
  DRIVE_ENTRY_EXISTS: 'choose another name',
  DRIVE_ENTRY_KIND: 'a file and a folder cannot have the same name: rename one of them',
  DRIVE_ENTRY_NOT_FOUND: 'it was deleted or renamed meanwhile; the history of the drive has it',
  DRIVE_LOCKED: 'ask its owner for a link with the read key, and open that',
  DRIVE_NAME_TAKEN: 'choose another name',
  DRIVE_NOT_FOUND: 'it was renamed or removed meanwhile, perhaps in another window',
  DRIVE_VERSION_UNKNOWN: 'look at the history again: it may have grown meanwhile',
  PEER_UNKNOWN: 'a key has 52 letters and digits, and its machine shows it below “This machine”',
}

/** Null where there is nothing to do. */
export function errorHint({ code, hint }: ComiceError): string | null {
  return HINTS[code] ?? hint ?? null
}
