/**
 * The pure part of Comice: what is written, sent, copied and reported, and nothing that does it. No I/O, no Node
 * modules: it runs in a browser as it runs in Node.
 *
 * ```ts
 * import { decodeOperation, encodeOperation } from '@comice/protocol'
 *
 * const block = encodeOperation({ kind: 'message', text: 'hello', claimedAt: Date.now(), replyTo: null })
 * const decoded = decodeOperation(block)
 * if (decoded.ok && decoded.value.kind === 'message') console.log(decoded.value.text)
 * ```
 *
 * @module
 */
export { LIMITS, ROOM_VERSION } from './constants.ts'
export {
  type Codec,
  type CodecState,
  decodeBounded,
  type DecodeFailure,
  type DecodeOptions,
} from './decode/decode-bounded.ts'
export { ComiceError, type ErrorDescription, isComiceError, type JsonValue } from './error/comice-error.ts'
export { defineErrors, type ErrorCatalogue, type ErrorParams, type ErrorSpec } from './error/define-errors.ts'
export { errorFromWire, errorToWire, type WireError } from './error/error-wire.ts'
export { ExitCode, isExitCode } from './error/exit-code.ts'
export { ProtocolErrors } from './errors.ts'
export {
  type Admission,
  type AdmitOp,
  type AppConsent,
  type AppEntry,
  type AppPlace,
  type AppRelease,
  type ApproveOp,
  type AppVersion,
  type BadAppVersion,
  type CreateOp,
  type DeleteOp,
  type Departure,
  type DepartureRecord,
  DEPARTURES,
  type DeviceClaim,
  type DeviceRecord,
  type DismissOp,
  type DriveEntry,
  type EditOp,
  type EpochLink,
  type EpochOp,
  type EpochRecord,
  type EpochSealOp,
  type ExposedEntry,
  type GatedInviteOp,
  type HandoverOp,
  type GrantRecord,
  type HomeBlock,
  type HomeContact,
  type HomeCut,
  type HomeDevice,
  type HomeEntries,
  type HomeEntry,
  type HomeEpoch,
  type HomeJoin,
  type HomeKeys,
  type HomeRead,
  type HomeRoom,
  type HomeSeal,
  type HomeText,
  type InviteOp,
  type InviteRecord,
  type JoinRequest,
  type KeepOp,
  type KeepRecord,
  type KnownNode,
  type LeaveOp,
  type LinkGift,
  type MemberRecord,
  type FileMessageBody,
  type FileReference,
  type MessageBody,
  type MessageId,
  type MessageMarksRecord,
  type MessageOp,
  type MessageRecord,
  type MuteOp,
  type MuteRecord,
  type OwnDeviceOp,
  type PeerEntry,
  type PendingRecord,
  type Permission,
  type PinOp,
  type PinRecord,
  type PostOp,
  type PresenceNote,
  type Principal,
  type PrincipalKind,
  PRINCIPAL_KINDS,
  type ProfileOp,
  type ReactionBody,
  type ReactionRecord,
  type ReactOp,
  type ReadMarker,
  type RoomChoice,
  type ReleaseRecord,
  type RemoteAccepted,
  type RemoteCopy,
  type RemoteCopyEntry,
  type RemoteExec,
  type RemoteForward,
  type RemoteOpen,
  type RemoteShell,
  type RemoveDeviceOp,
  type RemoveOp,
  type ReportBody,
  type ReportOp,
  type ReportRecord,
  type RevokeOp,
  type Role,
  type RoleOp,
  ROLES,
  type RoomEntry,
  type RoomFileEntry,
  type RoomKind,
  type RoomKindOp,
  ROOM_KINDS,
  type RoomOp,
  type RoomRecord,
  type SealedBody,
  type SealedKey,
  type SealedKeysRecord,
  type SealedMessageRecord,
  type SeederEntry,
  type TerminalShape,
  type UnbanOp,
  type UnmuteOp,
  type UpgradeOp,
} from './generated/structs.ts'
export { CODE_WORDS } from './code/code-words.ts'
export { decodeKey, encodeHex, encodeKey, isEqualBytes, KEY_BYTES, tryDecodeKey } from './key/key.ts'
export { safetyNumber } from './key/safety-number.ts'
export { decodeZ32, encodeZ32 } from './key/z32.ts'
export { giveBack, isAlone, markWhole } from './memory/piece-memory.ts'
export { PEAR_ALIASES } from './link/aliases.ts'
export { formatLink, type Link, type LinkParts, parseLink } from './link/link.ts'
export {
  decodeOperation,
  encodeOperation,
  type KnownOperation,
  type Operation,
  OPERATION_NUMBERS,
  type UnknownOperation,
} from './operation/operation.ts'
export type { RecordFormat } from './record/record.ts'
export {
  appConsent,
  appEntry,
  appPlace,
  badAppVersion,
  departureRecord,
  driveEntry,
  epochRecord,
  exposedEntry,
  grantRecord,
  homeBlock,
  homeContact,
  homeEntries,
  homeEntry,
  homeJoin,
  homeKeys,
  homeRead,
  homeRoom,
  homeText,
  inviteRecord,
  joinRequest,
  keepRecord,
  knownNode,
  laterRoomRecord,
  linkGift,
  memberRecord,
  fileMessageBody,
  messageBody,
  messageMarksRecord,
  messageRecord,
  mutedMessageRecord,
  muteRecord,
  peerEntry,
  pendingRecord,
  pinRecord,
  presenceNote,
  reactionBody,
  reactionRecord,
  readMarker,
  roomChoice,
  releaseRecord,
  remoteAccepted,
  remoteCopy,
  remoteCopyEntry,
  remoteCopyFrom,
  remoteCopyResult,
  remoteCopySkipped,
  remoteCopyWant,
  remoteExec,
  remoteForward,
  remoteListen,
  remoteOpen,
  remoteShell,
  reportBody,
  reportRecord,
  roomEntry,
  roomFileEntry,
  roomRecord,
  sealedKeysRecord,
  sealedMessageRecord,
  seederEntry,
} from './record/records.ts'
export { admissionSignable, CREATOR_CONTEXT, deviceSignable, releaseSignable } from './record/signable.ts'
export { failure, type Result, success } from './result/result.ts'
export { decodeInvite, encodeInvite, type Invite } from './secret/invite.ts'
export {
  decodeSecretText,
  encodeSecretText,
  SECRET_PREFIXES,
  type SecretKind,
  type SecretText,
} from './secret/secret-text.ts'
export { lookAlikesOf } from './text/look-alikes.ts'
export { safeFileName } from './text/file-name.ts'
export { displayName, normalizeName } from './text/name.ts'
export { sanitizeText, type SanitizeOptions } from './text/sanitize-text.ts'
export {
  decodeWorkJson,
  encodeWorkFrame,
  encodeWorkJson,
  readWorkFrames,
  WORK_FRAMES,
  type WorkFrame,
  type WorkFrameKind,
} from './work/work-frame.ts'
