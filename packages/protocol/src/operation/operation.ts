/**
 * Operations: what members write into a room, one per Autobase block.
 *
 *     room-op = version:uint kind:uint payload:buffer          the payload is the struct of (kind, version)
 *
 * A kind or version that this program does not know decodes to `{ kind: 'unknown' }`, which a room ignores. A change
 * that must not be ignored (who may write, how bodies are sealed) is announced by an `upgrade` operation of the
 * owner: readers that do not support the version it names stop applying there and say so, instead of drifting apart.
 */
import c from 'compact-encoding'
import { MAX_OP_BYTES, ROOM_VERSION } from '../constants.ts'
import { decodeBounded, type DecodeFailure } from '../decode/decode-bounded.ts'
import type {
  AdmitOp,
  ApproveOp,
  CreateOp,
  DeleteOp,
  DismissOp,
  EditOp,
  EpochOp,
  EpochSealOp,
  GatedInviteOp,
  HandoverOp,
  InviteOp,
  KeepOp,
  LeaveOp,
  MessageOp,
  MuteOp,
  OwnDeviceOp,
  PinOp,
  PostOp,
  ProfileOp,
  ReactOp,
  RemoveDeviceOp,
  RemoveOp,
  ReportOp,
  RevokeOp,
  RoleOp,
  RoomKindOp,
  RoomOp,
  UnbanOp,
  UnmuteOp,
  UpgradeOp,
} from '../generated/structs.ts'
import { failure, type Result, success } from '../result/result.ts'
import { structCodec } from '../record/record.ts'
import { fromWire, maxStructBytes, type StructName, toWire } from '../record/shape.ts'

/** An operation that this version understands, and can write. */
export type KnownOperation =
  | ({ readonly kind: 'create' } & CreateOp)
  | ({ readonly kind: 'invite' } & InviteOp)
  | ({ readonly kind: 'revoke' } & RevokeOp)
  | ({ readonly kind: 'admit' } & AdmitOp)
  | ({ readonly kind: 'message' } & MessageOp)
  | ({ readonly kind: 'profile' } & ProfileOp)
  | ({ readonly kind: 'keep' } & KeepOp)
  | ({ readonly kind: 'upgrade' } & UpgradeOp)
  | ({ readonly kind: 'epoch' } & EpochOp)
  | ({ readonly kind: 'epoch-seal' } & EpochSealOp)
  | ({ readonly kind: 'post' } & PostOp)
  | ({ readonly kind: 'edit' } & EditOp)
  | ({ readonly kind: 'delete' } & DeleteOp)
  | ({ readonly kind: 'react' } & ReactOp)
  | ({ readonly kind: 'pin' } & PinOp)
  | ({ readonly kind: 'role' } & RoleOp)
  | ({ readonly kind: 'remove' } & RemoveOp)
  | ({ readonly kind: 'unban' } & UnbanOp)
  | ({ readonly kind: 'leave' } & LeaveOp)
  | ({ readonly kind: 'approve' } & ApproveOp)
  | ({ readonly kind: 'room-kind' } & RoomKindOp)
  | ({ readonly kind: 'gated-invite' } & GatedInviteOp)
  | ({ readonly kind: 'own-device' } & OwnDeviceOp)
  | ({ readonly kind: 'remove-device' } & RemoveDeviceOp)
  | ({ readonly kind: 'handover' } & HandoverOp)
  | ({ readonly kind: 'mute' } & MuteOp)
  | ({ readonly kind: 'unmute' } & UnmuteOp)
  | ({ readonly kind: 'report' } & ReportOp)
  | ({ readonly kind: 'dismiss' } & DismissOp)

/** A well-formed envelope with a kind or version of later; `number` is the kind's. */
export interface UnknownOperation {
  readonly kind: 'unknown'
  readonly number: number
  readonly version: number
}

export type Operation = KnownOperation | UnknownOperation

/** The kinds' numbers on the wire. Never reused. */
export const OPERATION_NUMBERS = {
  create: 1,
  invite: 2,
  admit: 3,
  message: 4,
  profile: 5,
  keep: 6,
  handover: 7,
  revoke: 8,
  upgrade: 9,
  epoch: 10,
  'epoch-seal': 11,
  post: 12,
  edit: 13,
  delete: 14,
  react: 15,
  pin: 16,
  role: 17,
  remove: 18,
  unban: 19,
  leave: 20,
  approve: 21,
  'room-kind': 22,
  'gated-invite': 23,
  'own-device': 24,
  'remove-device': 25,
  mute: 26,
  unmute: 27,
  report: 28,
  dismiss: 29,
} as const satisfies Record<KnownOperation['kind'], number>

const VERSION = 1

/** From these numbers on, kinds came with version 2, and 3, of the room format. In a room of a version before they are unknown. */
const FIRST_OF_ROOM_VERSION_2 = OPERATION_NUMBERS.epoch
const FIRST_OF_ROOM_VERSION_3 = OPERATION_NUMBERS.mute

const KINDS = new Map(
  Object.entries(OPERATION_NUMBERS).map(([kind, number]) => [
    number,
    { kind, struct: `${kind as KnownOperation['kind']}-op` as const },
  ]),
)

/** The block of an operation. @throws RECORD_INVALID when a field breaks a limit of the schema. */
export function encodeOperation(operation: KnownOperation): Uint8Array {
  const struct: StructName = `${operation.kind}-op`
  const payload = c.encode(structCodec(struct), toWire(struct, { ...operation }))
  const envelope: RoomOp = { version: VERSION, kind: OPERATION_NUMBERS[operation.kind], payload }
  return c.encode(structCodec('room-op'), toWire('room-op', { ...envelope }))
}

/**
 * The operation in a block. Total: takes any bytes, of anybody. Byte strings in it are views of `block`.
 *
 * @param roomVersion of the room: what came with a later version is unknown there, as it is to older programs, or
 *   members with different programs would count differently and not have the same view
 */
export function decodeOperation(
  block: Uint8Array,
  roomVersion: number = ROOM_VERSION,
): Result<Operation, DecodeFailure> {
  const decoded = decodeBounded(structCodec('room-op'), block, { maxBytes: MAX_OP_BYTES, canonical: true })
  if (!decoded.ok) return decoded
  const { version, kind: number, payload } = decoded.value as unknown as RoomOp
  if (version === 0 || number === 0) return failure('MALFORMED')
  const known = KINDS.get(number as (typeof OPERATION_NUMBERS)[keyof typeof OPERATION_NUMBERS])
  if (known === undefined || version > VERSION || roomVersionOf(number) > roomVersion)
    return success({ kind: 'unknown', number, version })

  const body = decodeBounded(structCodec(known.struct), payload, {
    maxBytes: maxStructBytes(known.struct),
    canonical: true,
  })
  if (!body.ok) return body
  const value = fromWire(known.struct, body.value)
  if (value === null) return failure('OUT_OF_LIMITS')
  // The shape's walk has checked every field of the struct that the union's member is generated from.
  return success({ kind: known.kind, ...value } as unknown as KnownOperation)
}

/** The version of the room format that a kind came with. */
function roomVersionOf(number: number): number {
  if (number >= FIRST_OF_ROOM_VERSION_3) return 3
  return number >= FIRST_OF_ROOM_VERSION_2 || number === OPERATION_NUMBERS.handover ? 2 : 1
}
