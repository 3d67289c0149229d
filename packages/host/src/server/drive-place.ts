/** Where something is in a drive that a page names by its key. */
import type { DrivePlace } from '@comice/drives'

interface Within {
  /** Default: as it is now. */
  readonly version?: number | null | undefined
  /** `/folder/file`; default: all of it. */
  readonly path?: string | undefined
}

/** `drive` is the key as z-base-32: a name may change while somebody looks. @throws LINK_INVALID */
export async function placeOfDrive(
  drive: string,
  { version = null, path = '' }: Within,
): Promise<DrivePlace> {
  const { parseDrivePlace } = await import('@comice/drives')
  return { ...parseDrivePlace(`pear://${drive}`), version, path }
}
