/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * What services that keep other things in drives share with this one: a drive that is open once in a program, however
 * many use it; a guard against trees that nobody wrote with Hyperbee; places of contents, and names, that are checked.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createDriveKey, openSharedDrive } from '@comice/drives/parts'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * const key = await createDriveKey(peer, 'notes')
 * await using handle = await openSharedDrive(peer, { key })
 * console.log(handle.isWritable)
 * ```
 *
 * @packageDocumentation
 */
export {
  type BlobPieces,
  blobPieces,
  type BlockRange,
  mergeRanges,
  type PieceLimits,
} from '../contents/blob-pieces.ts'
export { createDriveKey } from '../drive/create-drive.ts'
export { type DriveHandle, type OpenDriveOptions, openSharedDrive } from '../drive/shared-drive.ts'
export { foldersAbove, foldName, type NameRules, refusePath, type Refusal } from '../names/safe-path.ts'
export { unpackTar, type UnpackedTar } from '../tar/unpack-tar.ts'
export { clearExcept } from '../upkeep/clear-unused.ts'
