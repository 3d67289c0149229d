/** Reads a room's view. Everything here was checked by `apply`; the view's bytes are our own computation. */
import {
  type Codec,
  departureRecord,
  type DepartureRecord,
  epochRecord,
  type EpochRecord,
  inviteRecord,
  type InviteRecord,
  keepRecord,
  type KeepRecord,
  laterRoomRecord,
  memberRecord,
  type MemberRecord,
  type MessageId,
  messageMarksRecord,
  type MessageMarksRecord,
  muteRecord,
  type MuteRecord,
  pendingRecord,
  type PendingRecord,
  pinRecord,
  type PinRecord,
  reactionRecord,
  type ReactionRecord,
  reportRecord,
  type ReportRecord,
  roomRecord,
  type RoomRecord,
  type SealedKey,
  sealedKeysRecord,
  sealedMessageRecord,
  type SealedMessageRecord,
  KEY_BYTES,
} from '@comice/protocol'
import c from 'compact-encoding'
import type Hyperbee from 'hyperbee'
import { emptyShare, type MemberShare, memberShareCodec } from './member-share.ts'
import {
  type CurrentEpoch,
  currentEpochCodec,
  type DeviceOwner,
  deviceOwnerCodec,
  emptyState,
  type Handover,
  handoverCodec,
  type KnownRoomKind,
  markCodec,
  type RefusalReason,
  refusalCodec,
  roomKindCodec,
  type RoomState,
  roomStateCodec,
  systemKeyCodec,
  writerKeyCodec,
} from './view-encoding.ts'
import {
  handoversRange,
  type KeyRange,
  messageOfKey,
  reactionsRange,
  sealsRange,
  tableRange,
  viewKeys,
} from './view-keys.ts'

export type RoomBee = Hyperbee<Uint8Array, Uint8Array>

/** Of a room of any format; its place holds either version. */
export const anyRoomRecord: Pick<Codec<RoomRecord>, 'decode'> = {
  decode: (state) =>
    state.buffer?.[state.start] === laterRoomRecord.version
      ? laterRoomRecord.codec.decode(state)
      : roomRecord.codec.decode(state),
}

/** The part of a bee, a snapshot or a batch that reading needs. */
export interface KeyReader {
  get(key: Uint8Array): Promise<{ value: Uint8Array | null } | null>
  createRangeIterator(
    range: KeyRange & Hyperbee.RangeOptions,
  ): Pick<Hyperbee.RangeIterator<Uint8Array, Uint8Array>, 'open' | 'next' | 'close'>
}

/** Single entries of a view; works on a bee, a snapshot and inside a batch. */
export class ViewReader {
  readonly #reader: KeyReader

  constructor(reader: KeyReader) {
    this.#reader = reader
  }

  async state(): Promise<RoomState> {
    return (await this.#get(viewKeys.state, roomStateCodec)) ?? emptyState()
  }

  room(): Promise<RoomRecord | null> {
    return this.#get(viewKeys.room, anyRoomRecord)
  }

  person(identityKey: Uint8Array): Promise<MemberRecord | null> {
    return this.#get(viewKeys.person(identityKey), memberRecord.codec)
  }

  device(writerKey: Uint8Array): Promise<DeviceOwner | null> {
    return this.#get(viewKeys.device(writerKey), deviceOwnerCodec)
  }

  /** The core that a device writes. */
  writerOf(deviceKey: Uint8Array): Promise<Uint8Array | null> {
    return this.#get(viewKeys.deviceWriter(deviceKey), writerKeyCodec)
  }

  invite(inviteId: Uint8Array): Promise<InviteRecord | null> {
    return this.#get(viewKeys.invite(inviteId), inviteRecord.codec)
  }

  refusal(writerKey: Uint8Array): Promise<RefusalReason | null> {
    return this.#get(viewKeys.refusal(writerKey), refusalCodec)
  }

  seeder(seederKey: Uint8Array): Promise<KeepRecord | null> {
    return this.#get(viewKeys.seeder(seederKey), keepRecord.codec)
  }

  /** The device that writes this core only reads: the core is no writer of the base. */
  async isSilent(writerKey: Uint8Array): Promise<boolean> {
    return (await this.#get(viewKeys.silent(writerKey), markCodec)) ?? false
  }

  departure(identityKey: Uint8Array): Promise<DepartureRecord | null> {
    return this.#get(viewKeys.departure(identityKey), departureRecord.codec)
  }

  /** Somebody who is muted, as far as the order says; null: they are not. */
  mute(identityKey: Uint8Array): Promise<MuteRecord | null> {
    return this.#get(viewKeys.mute(identityKey), muteRecord.codec)
  }

  mutes(): Promise<MuteRecord[]> {
    return this.#list(tableRange('mutes'), muteRecord.codec)
  }

  report(id: MessageId): Promise<ReportRecord | null> {
    return this.#get(viewKeys.report(id), reportRecord.codec)
  }

  /** Those that nobody has dismissed yet. */
  openReports(): Promise<ReportRecord[]> {
    return this.#list(tableRange('reports'), reportRecord.codec)
  }

  /** What a person has used up of the room's limits. */
  async share(identityKey: Uint8Array): Promise<MemberShare> {
    return (await this.#get(viewKeys.share(identityKey), memberShareCodec)) ?? emptyShare()
  }

  /** Whether somebody's admissions on this invite need an approval. */
  async isGated(inviteId: Uint8Array): Promise<boolean> {
    return (await this.#get(viewKeys.gated(inviteId), markCodec)) ?? false
  }

  pending(writerKey: Uint8Array): Promise<PendingRecord | null> {
    return this.#get(viewKeys.pending(writerKey), pendingRecord.codec)
  }

  async kind(): Promise<KnownRoomKind> {
    return (await this.#get(viewKeys.kind, roomKindCodec)) ?? 'group'
  }

  currentEpoch(): Promise<CurrentEpoch | null> {
    return this.#get(viewKeys.currentEpoch, currentEpochCodec)
  }

  epoch(epochId: Uint8Array): Promise<EpochRecord | null> {
    return this.#get(viewKeys.epoch(epochId), epochRecord.codec)
  }

  /** To which devices the epoch with this number was sealed. */
  async sealsOf(epoch: number): Promise<SealedKey[]> {
    return (await this.#list(sealsRange(epoch), sealedKeysRecord.codec)).flatMap(({ sealed }) => sealed)
  }

  marks(id: MessageId): Promise<MessageMarksRecord | null> {
    return this.#get(viewKeys.marks(id), messageMarksRecord.codec)
  }

  /** What happened to each message to which something did. */
  async allMarks(): Promise<{ id: MessageId; marks: MessageMarksRecord }[]> {
    const entries = await this.#entries(tableRange('marks'))
    return entries.map(({ key, value }) => ({
      id: messageOfKey(key),
      marks: c.decode(messageMarksRecord.codec, value),
    }))
  }

  reaction(id: MessageId, identityKey: Uint8Array): Promise<ReactionRecord | null> {
    return this.#get(viewKeys.reaction(id, identityKey), reactionRecord.codec)
  }

  reactions(id: MessageId): Promise<ReactionRecord[]> {
    return this.#list(reactionsRange(id), reactionRecord.codec)
  }

  pin(id: MessageId): Promise<PinRecord | null> {
    return this.#get(viewKeys.pin(id), pinRecord.codec)
  }

  /** Everybody who ever was in the room; see {@link ViewReader.departure}. */
  people(): Promise<MemberRecord[]> {
    return this.#list(tableRange('people'), memberRecord.codec)
  }

  departures(): Promise<DepartureRecord[]> {
    return this.#list(tableRange('departures'), departureRecord.codec)
  }

  /** All devices that were let in, by the core that each writes. */
  async devices(): Promise<{ writerKey: Uint8Array; owner: DeviceOwner }[]> {
    const entries = await this.#entries(tableRange('devices'))
    return entries.map(({ key, value }) => ({
      writerKey: key.subarray(1),
      owner: c.decode(deviceOwnerCodec, value),
    }))
  }

  /** Whose device wrote this core, when that device was put out; null: it was not. */
  removedDevice(writerKey: Uint8Array): Promise<DeviceOwner | null> {
    return this.#get(viewKeys.removedDevice(writerKey), deviceOwnerCodec)
  }

  /** Whose core this is: of a device that is in, was in, or was put out. What it said before stays theirs. */
  async ownerOfCore(writerKey: Uint8Array): Promise<DeviceOwner | null> {
    return (await this.device(writerKey)) ?? this.removedDevice(writerKey)
  }

  /** Devices that their people put out. */
  async removedDevices(): Promise<DeviceOwner[]> {
    return this.#list(tableRange('removedDevices'), deviceOwnerCodec)
  }

  invites(): Promise<InviteRecord[]> {
    return this.#list(tableRange('invites'), inviteRecord.codec)
  }

  seeders(): Promise<KeepRecord[]> {
    return this.#list(tableRange('seeders'), keepRecord.codec)
  }

  allPending(): Promise<PendingRecord[]> {
    return this.#list(tableRange('pending'), pendingRecord.codec)
  }

  epochs(): Promise<EpochRecord[]> {
    return this.#list(tableRange('epochs'), epochRecord.codec)
  }

  pins(): Promise<PinRecord[]> {
    return this.#list(tableRange('pins'), pinRecord.codec)
  }

  /** What was kept of messages that came after their author was gone. */
  heldBack(): Promise<SealedMessageRecord[]> {
    return this.#list(tableRange('heldBack'), sealedMessageRecord.codec)
  }

  /** Of each core that leaves a system view by a handover, the one. */
  handoversOf(system: Uint8Array): Promise<Handover[]> {
    return this.#list(handoversRange(system), handoverCodec)
  }

  /** That of one core. */
  async handoverBy(writerKey: Uint8Array, system: Uint8Array): Promise<Handover | null> {
    return this.#get(viewKeys.handover(system, writerKey), handoverCodec)
  }

  /** What a system view was made from, when that was said. */
  predecessor(system: Uint8Array): Promise<Uint8Array | null> {
    return this.#get(viewKeys.predecessor(system), systemKeyCodec)
  }

  /** All of them, with the system view that each leaves. */
  async handovers(): Promise<{ system: Uint8Array; handover: Handover }[]> {
    const entries = await this.#entries(tableRange('handovers'))
    return entries.map(({ key, value }) => ({
      system: key.subarray(1, 1 + KEY_BYTES),
      handover: c.decode(handoverCodec, value),
    }))
  }

  /** How many entries there are of handovers, and of what came of them. */
  async handoverEntries(): Promise<number> {
    const [left, made] = [tableRange('handovers'), tableRange('predecessors')]
    return (await this.#entries(left)).length + (await this.#entries(made)).length
  }

  async #list<T>(range: KeyRange, codec: Codec<T>): Promise<T[]> {
    return (await this.#entries(range)).map(({ value }) => c.decode(codec, value))
  }

  async #entries(range: KeyRange): Promise<{ key: Uint8Array; value: Uint8Array }[]> {
    const entries: { key: Uint8Array; value: Uint8Array }[] = []
    // With a limit it does not read ahead, which would go on behind our back.
    const iterator = this.#reader.createRangeIterator({ ...range, limit: Number.MAX_SAFE_INTEGER })
    try {
      await iterator.open()
      for (let entry = await iterator.next(); entry !== null; entry = await iterator.next()) {
        entries.push({ key: entry.key, value: entry.value })
      }
    } finally {
      await iterator.close()
    }
    return entries
  }

  async #get<T>(key: Uint8Array, codec: Pick<Codec<T>, 'decode'>): Promise<T | null> {
    const entry = await this.#reader.get(key)
    return entry?.value ? c.decode(codec as Codec<T>, entry.value) : null
  }
}
