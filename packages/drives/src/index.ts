/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Drives: shared folders from peer to peer. Needs a peer and nothing else.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createDrives } from '@comice/drives'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * await using drives = await createDrives(peer)
 * const { link } = await drives.create({ name: 'pears' })
 * const { added } = await drives.mirror({ source: './docs', target: 'pears:' })
 * await drives.seed('pears')
 * console.log(`${added} files at ${link}`)
 * ```
 *
 * @packageDocumentation
 */
export { createDrives, type Drives, type LiveRequest, type MirrorRequest } from './drives/drives.ts'
export { DriveErrors } from './errors.ts'
export type { CopyOptions, CopyResult } from './files/change-entries.ts'
export type { DriveTarget, Files, OpenedFile, PutOptions, ReadOptions } from './files/files.ts'
export type { DiskUse, ListedEntry } from './files/list-entries.ts'
export type { ByteRange } from './contents/read-range.ts'
export type { LiveMirror, LiveOptions, LiveRound, LiveStatus } from './live/live-mirror.ts'
export type {
  MirrorOptions,
  MirrorRefusal,
  MirrorResult,
  MirrorRules,
  MirrorStep,
} from './mirror/mirror-options.ts'
export type { MirrorPlaces } from './mirror/mirror.ts'
export type { MirrorProgress, ProgressListener } from './mirror/progress.ts'
export { type NameRules, type Refusal, refusePath } from './names/safe-path.ts'
export { type DriveLink, type DriveLinkParts, formatDriveLink, parseDriveLink } from './place/drive-link.ts'
export {
  type DrivePlace,
  type FolderPlace,
  type LinkPlace,
  type NamedPlace,
  parseDrivePlace,
  parsePlace,
  type ParsePlaceOptions,
  type Place,
} from './place/place.ts'
export type { ReachOptions } from './reach/reach-drive.ts'
export type {
  AddDriveOptions,
  CreateDriveOptions,
  DriveInfo,
  LinkOptions,
  Registry,
} from './registry/registry.ts'
export type { SeedStatus } from './registry/seeding.ts'
export type { TarOptions } from './tar/export-tar.ts'
export type { ImportResult } from './tar/import-tar.ts'
export type { Tar } from './tar/tar.ts'
export type { ClearResult } from './upkeep/clear-unused.ts'
export type { DownloadProgress, DownloadResult } from './upkeep/download-drive.ts'
export type { DownloadOptions, Upkeep, VerifyOptions } from './upkeep/upkeep.ts'
export type { VerifyProgress, VerifyResult } from './upkeep/verify-drive.ts'
export type { DiffEntry } from './versions/diff-versions.ts'
export type { HeldCore, HeldDrive } from './versions/hold-drive.ts'
export type { DriveTag, DriveVersion, Versions } from './versions/versions.ts'

// ---- send and receive ----
export { type Code, formatCode, parseCode } from './code/code.ts'
export type { PlacedName } from './send/content-writer.ts'
export type { Receipt } from './send/frame-encoding.ts'
export type { OfferedName, RefusedFile, SendOffer } from './send/offer.ts'
export type { ExistingRule } from './send/place-names.ts'
export type { Receive, ReceivePhase, ReceiveResult, ReceiveState } from './send/receive.ts'
export type { ReceiverPhase, ReceiverView } from './send/send-receivers.ts'
export type { Send, SendPhase, SendResult, SendState } from './send/send.ts'
export { createSends, type ReceiveRequest, type SendRequest, type Sends } from './send/sends.ts'
