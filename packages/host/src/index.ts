/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * @packageDocumentation
 * The node: one process owns a profile, gathers the services and serves them to local programs and windows.
 *
 * ```ts
 * import { startHost } from '@comice/host'
 *
 * await using host = await startHost({ dir: '/home/alice/.local/share/comice/default' })
 * console.log(host.address.socketPath)
 * await host.stopped
 * ```
 */
export type { AppRouter } from './api/app-router.ts'
export type {
  AppVersionView,
  AppView,
  CheckedUpdateView,
  ReleaseView,
  StorageView,
  UpdateStateView,
} from './api/apps-view.ts'
export type { AppInfoView, SeedView, StagedView } from './api/author-router.ts'
export type { WindowRunState } from './api/app-windows-router.ts'
export type { Shown } from './services/app-windows.ts'
export type { DriveView } from './api/drives-view.ts'
export type { DriveLookView } from './api/drive-windows-router.ts'
export type { FolderPart } from './api/folder-parts.ts'
export type { ChangesView, DriveVersionView } from './api/drive-versions.ts'
export type { DevicesView, DeviceView, RevokedView } from './api/devices-router.ts'
export type { ContactView, MemberView } from './personal/contacts.ts'
export type { Finding } from './api/doctor-router.ts'
export type { IdentityView, LinkState } from './api/id-router.ts'
export type {
  AddedFile,
  FormerMember,
  InviteInfo,
  MessageFile,
  PendingJoin,
  Report,
  Present,
  StoredFile,
  Thread,
} from '@comice/rooms'
export type { RoomLookView } from './api/room-files-router.ts'
export type { AuditView, GrantView, MachinesView, PeerView, SessionView } from './api/remote-router.ts'
export type { FoundMessage, FoundMessages } from './api/room-past-router.ts'
export type { RoomSnapshot } from './api/rooms-router.ts'
export type { RoomProblem, RoomView } from './services/room-view.ts'
export type { WorkState } from './api/work-states.ts'
export type { ConnectionView, NodeStatus, SegmentView } from './api/status-router.ts'
export { API_VERSION, TOKEN_REFUSED_CLOSE } from './constants.ts'
export { HostErrors } from './errors.ts'
export { type Host, type HostOptions, startHost } from './host/host.ts'
export type { PresenceChoice } from './services/presences.ts'
export type { RoomFileList, RoomFileView, RoomStorage } from './services/room-files.ts'
export type { ForwardProgress } from './services/forward-message.ts'
export type { NoticeChoice, NoticeDetail } from './services/notices.ts'
export type { KeepState } from './services/room-keeper.ts'
export type { HolderWish } from './api/holder-wishes.ts'
export type { Services, WindowAddress, WindowSource } from './services/services.ts'
export type {
  ActiveRun,
  CheckoutProgress,
  DumpResult,
  Give,
  HeldQuestion,
  Prepared,
  ReadyRun,
  RunEnd,
  RunQuestion,
  RunRequest,
  StageChange,
  StageProgress,
} from '@comice/platform'
export type { WorkInput, WorkItem, WorkName, WorkProgress, WorkValue } from './work/works.ts'
export type { CountResult } from './work/changing-works.ts'
export type { Fetched } from './work/fetch-entry.ts'
export type { Put } from './work/put-entry.ts'
export type { FileProgress } from './work/put-file.ts'
export type { SavedFile } from './work/fetch-file.ts'
export type { SendProgress } from './work/room-file-works.ts'
export type { SessionOpened } from './work/pass-on.ts'
export type { PipeWaiting } from './work/pipe-works.ts'
export type { ForwardNews, ForwardStatus } from './services/running-forward.ts'
export type { ForwardView } from './services/forwards.ts'
export type { OfferNews } from './work/transfer-works.ts'
export type { TransferResult } from './services/follow-transfer.ts'
export type { ReceivingPlace } from './services/receiving-places.ts'
export type { PageSend } from './server/window-sends.ts'
export type { OfferView, ReceiveView, SendView, TransferView } from './services/transfer-view.ts'
export type { ExportResult } from './work/upkeep-works.ts'
export type { RoomExportProgress, RoomExportResult } from './work/room-works.ts'
export type { RoomImport } from './services/import-lines.ts'
export type { ImportCounts } from '@comice/rooms'
export type { LiveMirrorView, LiveNews } from './services/live-mirrors.ts'
export type { CopyProgress, CopyResult, ForwardAddress, ForwardCounts } from '@comice/remote'
export type {
  DiffEntry,
  DiskUse,
  DownloadProgress,
  DriveTag,
  DriveVersion,
  ImportResult,
  ListedEntry,
  LiveRound,
  MirrorProgress,
  MirrorRefusal,
  MirrorResult,
  MirrorStep,
  OfferedName,
  PlacedName,
  Receipt,
  ReceiverView,
  RefusedFile,
  SeedStatus,
  VerifyProgress,
} from '@comice/drives'
