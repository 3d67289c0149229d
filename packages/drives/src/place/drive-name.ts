/** Names of drives in a profile, and of versions in a drive: words that need no quotes in any shell. */
import { MAX_DRIVE_NAME_CHARS, MAX_TAG_CHARS } from '../constants.ts'
import { DriveErrors } from '../errors.ts'

const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/u
const TAG = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/u

export function isDriveName(text: string): boolean {
  return text.length <= MAX_DRIVE_NAME_CHARS && NAME.test(text)
}

/** @throws DRIVE_NAME_INVALID */
export function assertDriveName(text: string): void {
  if (text.length > MAX_DRIVE_NAME_CHARS) {
    throw DriveErrors.DRIVE_NAME_INVALID({ reason: `it has more than ${MAX_DRIVE_NAME_CHARS} characters` })
  }
  if (!NAME.test(text))
    throw DriveErrors.DRIVE_NAME_INVALID({ reason: 'it has other characters, or is empty' })
}

export function isTag(text: string): boolean {
  return text.length <= MAX_TAG_CHARS && TAG.test(text)
}

/** @throws DRIVE_TAG_INVALID */
export function assertTag(text: string): void {
  if (text.length > MAX_TAG_CHARS) {
    throw DriveErrors.DRIVE_TAG_INVALID({ reason: `it has more than ${MAX_TAG_CHARS} characters` })
  }
  if (!TAG.test(text))
    throw DriveErrors.DRIVE_TAG_INVALID({ reason: 'it is a number, or has other characters' })
}
