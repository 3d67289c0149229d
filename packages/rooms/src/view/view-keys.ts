/**
 * The keys of a room's view: one byte for the table, then what tells its entries apart.
 *
 * | table | key | value |
 * |---|---|---|
 * | 0x01 room | | room-record, or later-room-record |
 * | 0x02 state | | counters, see view-encoding.ts |
 * | 0x10 messages | number, 6 bytes big-endian | message-record, sealed-message-record or muted-message-record |
 * | 0x11 marks | message id | message-marks-record |
 * | 0x12 reactions | message id, identity key | reaction-record |
 * | 0x13 pins | message id | pin-record |
 * | 0x18 seals | number of the epoch, number of the operation, 6 bytes each | sealed-keys-record |
 * | 0x20 people | identity key | member-record: name and role, and the person's first device |
 * | 0x21 devices | writer key | identity key, device key |
 * | 0x22 device writers | device key | writer key |
 * | 0x23 silent | writer key | a mark: its device only reads, so its core is no writer |
 * | 0x24 departures | identity key | departure-record |
 * | 0x25 shares | identity key | what of the room's limits the person has used up, see member-share.ts |
 * | 0x26 removed devices | writer key | identity key, device key |
 * | 0x27 mutes | identity key | mute-record |
 * | 0x30 invites | invite id | invite-record |
 * | 0x31 refusals | writer key | why its admission was refused |
 * | 0x32 gated | invite id | a mark: its admissions need an approval |
 * | 0x33 pending | writer key | pending-record |
 * | 0x40 seeders | seeder key | keep-record |
 * | 0x50 epochs | epoch id | epoch-record |
 * | 0x51 current epoch | | which it is, see view-encoding.ts |
 * | 0x52 kind | | what the room is for |
 * | 0x60 held back | identity key, number, 6 bytes | sealed-message-record |
 * | 0x61 reports | message id, of the report | report-record |
 * | 0x70 handovers | key of a system view, writer key | who signs instead of its signers, see view-encoding.ts |
 * | 0x71 predecessors | key of a system view | key of the one that it was made from |
 *
 * A message id is a writer key and an index, 6 bytes. Tables from 0x11 to 0x18, 0x23 to 0x26, 0x32, 0x33 and from 0x50 on
 * are of version 2 of the format, but for the reports; those and the mutes are of version 3.
 */
import { KEY_BYTES, type MessageId } from '@comice/protocol'
import b4a from 'b4a'

const Table = {
  room: 0x01,
  state: 0x02,
  messages: 0x10,
  marks: 0x11,
  reactions: 0x12,
  pins: 0x13,
  seals: 0x18,
  people: 0x20,
  devices: 0x21,
  deviceWriters: 0x22,
  silent: 0x23,
  departures: 0x24,
  shares: 0x25,
  removedDevices: 0x26,
  mutes: 0x27,
  invites: 0x30,
  refusals: 0x31,
  gated: 0x32,
  pending: 0x33,
  seeders: 0x40,
  epochs: 0x50,
  currentEpoch: 0x51,
  kind: 0x52,
  heldBack: 0x60,
  reports: 0x61,
  handovers: 0x70,
  predecessors: 0x71,
} as const

const SEQ_BYTES = 6

function keyIn(table: number, ...rest: readonly Uint8Array[]): Uint8Array {
  return b4a.concat([b4a.from([table]), ...rest])
}

function seqBytes(seq: number): Uint8Array {
  const bytes = b4a.alloc(SEQ_BYTES)
  let rest = seq
  for (let at = SEQ_BYTES - 1; at >= 0; at--) {
    bytes[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

function inMessage(
  table: number,
  { writerKey, index }: MessageId,
  ...rest: readonly Uint8Array[]
): Uint8Array {
  return keyIn(table, writerKey, seqBytes(index), ...rest)
}

export const viewKeys = {
  room: keyIn(Table.room),
  state: keyIn(Table.state),
  currentEpoch: keyIn(Table.currentEpoch),
  kind: keyIn(Table.kind),
  message: (seq: number) => keyIn(Table.messages, seqBytes(seq)),
  marks: (id: MessageId) => inMessage(Table.marks, id),
  reaction: (id: MessageId, identityKey: Uint8Array) => inMessage(Table.reactions, id, identityKey),
  pin: (id: MessageId) => inMessage(Table.pins, id),
  seal: (epoch: number, seal: number) => keyIn(Table.seals, seqBytes(epoch), seqBytes(seal)),
  person: (identityKey: Uint8Array) => keyIn(Table.people, identityKey),
  device: (writerKey: Uint8Array) => keyIn(Table.devices, writerKey),
  deviceWriter: (deviceKey: Uint8Array) => keyIn(Table.deviceWriters, deviceKey),
  silent: (writerKey: Uint8Array) => keyIn(Table.silent, writerKey),
  share: (identityKey: Uint8Array) => keyIn(Table.shares, identityKey),
  removedDevice: (writerKey: Uint8Array) => keyIn(Table.removedDevices, writerKey),
  mute: (identityKey: Uint8Array) => keyIn(Table.mutes, identityKey),
  report: (id: MessageId) => inMessage(Table.reports, id),
  departure: (identityKey: Uint8Array) => keyIn(Table.departures, identityKey),
  invite: (inviteId: Uint8Array) => keyIn(Table.invites, inviteId),
  refusal: (writerKey: Uint8Array) => keyIn(Table.refusals, writerKey),
  gated: (inviteId: Uint8Array) => keyIn(Table.gated, inviteId),
  pending: (writerKey: Uint8Array) => keyIn(Table.pending, writerKey),
  seeder: (seederKey: Uint8Array) => keyIn(Table.seeders, seederKey),
  epoch: (epochId: Uint8Array) => keyIn(Table.epochs, epochId),
  handover: (system: Uint8Array, writerKey: Uint8Array) => keyIn(Table.handovers, system, writerKey),
  predecessor: (system: Uint8Array) => keyIn(Table.predecessors, system),
  heldBack: (identityKey: Uint8Array, number: number) => keyIn(Table.heldBack, identityKey, seqBytes(number)),
}

/** The message that a key of the marks is about. */
export function messageOfKey(key: Uint8Array): MessageId {
  const index = key.subarray(1 + KEY_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
  return { writerKey: key.subarray(1, 1 + KEY_BYTES), index }
}

/** The keys from one on, up to and without another, as a Hyperbee takes them. */
export interface KeyRange {
  readonly gte: Uint8Array
  readonly lt: Uint8Array
}

/** All entries of one table. */
export function tableRange(
  table:
    | 'marks'
    | 'people'
    | 'devices'
    | 'removedDevices'
    | 'departures'
    | 'mutes'
    | 'reports'
    | 'invites'
    | 'pending'
    | 'seeders'
    | 'epochs'
    | 'pins'
    | 'heldBack'
    | 'handovers'
    | 'predecessors',
): KeyRange {
  return { gte: keyIn(Table[table]), lt: keyIn(Table[table] + 1) }
}

/** Who reacts to a message. */
export function reactionsRange(id: MessageId): KeyRange {
  return between(inMessage(Table.reactions, id))
}

/** Who wants to sign, or signs, instead of the signers of a system view. */
export function handoversRange(system: Uint8Array): KeyRange {
  return between(keyIn(Table.handovers, system))
}

/** To which devices an epoch was sealed. */
export function sealsRange(epoch: number): KeyRange {
  return between(keyIn(Table.seals, seqBytes(epoch)))
}

/** All keys that begin with this one; every one of ours goes on behind it. */
function between(prefix: Uint8Array): KeyRange {
  return { gte: prefix, lt: b4a.concat([prefix, b4a.alloc(64, 0xff)]) }
}

/**
 * Tables that grow with what is done to messages, and with what is refused, without end, and what is reported: not all of it is
 * carried.
 */
const MARK_TABLES: readonly (readonly [number, number])[] = [
  [Table.marks, Table.reactions],
  [Table.refusals, Table.refusals],
  [Table.heldBack, Table.reports],
]

/** A part of the tree: what lies between two keys. Null: no key on that side. */
export interface ViewInterval {
  readonly after: Uint8Array | null
  readonly before: Uint8Array | null
}

/**
 * Whether nothing but older messages, or seals of older epochs, lies between two keys: nothing that a write asks for,
 * since both tables grow at their end.
 */
export function isOlder({ after, before }: ViewInterval): boolean {
  if (after === null || before === null) return false
  if (before[0] === Table.seals) return after[0] === Table.seals
  return before[0] === Table.messages && b4a.compare(after, viewKeys.state) >= 0
}

/** Whether nothing but marks of messages lies between two keys, or refusals, or what was held back or reported. */
export function isMarks({ after, before }: ViewInterval): boolean {
  const [from, to] = [after?.[0], before?.[0]]
  if (from === undefined || to === undefined) return false
  return MARK_TABLES.some(([first, last]) => from >= first && to <= last)
}

/** Whether there can be any of these between two keys. */
export function hasMarks({ after, before }: ViewInterval): boolean {
  const [from, to] = [after?.[0] ?? 0, before?.[0] ?? 0xff]
  return MARK_TABLES.some(([first, last]) => from <= last && to >= first)
}
