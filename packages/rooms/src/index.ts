/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Encrypted rooms: members, invites, messages and history, on Autobase. Needs a peer and nothing else.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createRooms } from '@comice/rooms'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * const rooms = await createRooms(peer)
 * const room = await rooms.create({ name: 'garden', nickname: 'alice' })
 * const { text } = await room.createInvite()
 * await room.say('hello')
 * console.log('bob joins with', text)
 * ```
 *
 * @packageDocumentation
 */
export { RoomErrors } from './errors.ts'
export type {
  ArchiveEnd,
  ArchiveFormer,
  ArchiveLine,
  ArchiveMember,
  ArchiveMessage,
  ArchiveRoom,
} from './archive/archive-line.ts'
export { exportRoom, type ExportOptions } from './archive/export-room.ts'
export {
  type ImportCounts,
  type ImportOptions,
  importRoom,
  type ImportResult,
} from './archive/import-room.ts'
export type { ArchiveSource } from './archive/read-archive-line.ts'
export type {
  AlteredMessage,
  CreatedInvite,
  FormerMember,
  HistoryOptions,
  HistoryPage,
  HistoryPosition,
  ImportedMessage,
  InviteInfo,
  InviteOptions,
  Member,
  MemberDevice,
  Message,
  MessageFile,
  MessageOrigin,
  MessagePlace,
  Muting,
  OwnDeviceRequest,
  OwnDevicesInRoom,
  PendingJoin,
  Reaction,
  Report,
  Room,
  RoomCore,
  RoomCoreKind,
  RoomDiagnostics,
  RoomSigner,
  RoomEvent,
  RoomEvents,
  RoomStateName,
  SayOptions,
  Thread,
  WatchOptions,
} from './room/room.ts'
export type {
  AddedFile,
  AddFileOptions,
  FileMessage,
  FileRange,
  ReadFileOptions,
  RoomFile,
  RoomFiles,
  StoredFile,
} from './file/room-files.ts'
export { type Action, type KnownRole, LEAST_ROLE, mayDo } from './role/role.ts'
export { Looks, type LooksOptions } from './room/looks.ts'
export type { DeleteRoomOptions } from './rooms/delete-room.ts'
export type { JoinOptions } from './rooms/join-room.ts'
export type { KnownRoomKind } from './view/view-encoding.ts'
export {
  type CreateRoomOptions,
  createRooms,
  Rooms,
  type RoomsOptions,
  type SleepOptions,
  type RoomSummary,
} from './rooms/rooms.ts'
export type { IndexedMessage } from './search/search-index.ts'
export { removeSearchFile } from './search/search-file.ts'
export {
  openRoomSearch,
  RoomSearch,
  type RoomSearchOptions,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
} from './search/room-search.ts'
export { Presence, type PresenceEvents, type Present, type Shown } from './presence/presence.ts'
