/** Writes a room's view, within one call of `apply`. */
import {
  type DepartureRecord,
  departureRecord,
  type EpochRecord,
  epochRecord,
  type InviteRecord,
  inviteRecord,
  type KeepRecord,
  keepRecord,
  laterRoomRecord,
  type MemberRecord,
  memberRecord,
  type MessageId,
  type MessageMarksRecord,
  messageMarksRecord,
  type MessageRecord,
  messageRecord,
  mutedMessageRecord,
  type PendingRecord,
  pendingRecord,
  type PinRecord,
  pinRecord,
  type ReactionRecord,
  reactionRecord,
  type RoomRecord,
  roomRecord,
  type SealedKey,
  sealedKeysRecord,
  type SealedMessageRecord,
  sealedMessageRecord,
} from '@comice/protocol'
import { getExactly } from '@comice/storage'
import c from 'compact-encoding'
import { type RoomBee, ViewReader } from './room-view.ts'
import { ModerationBatch } from './moderation-batch.ts'
import {
  type CurrentEpoch,
  currentEpochCodec,
  type DeviceOwner,
  deviceOwnerCodec,
  type Handover,
  handoverCodec,
  type IgnoredReason,
  type KnownRoomKind,
  markCodec,
  type RefusalReason,
  refusalCodec,
  roomKindCodec,
  roomStateCodec,
  systemKeyCodec,
  writerKeyCodec,
} from './view-encoding.ts'
import { viewKeys } from './view-keys.ts'

/** From this version of the room's format on its record is of version 2, which programs from before do not read. */
const FIRST_LATER_VERSION = 3

/** Reads see the writes before them. Nothing is in the view until {@link ViewBatch.flush}. */
export class ViewBatch extends ModerationBatch {
  static async open(bee: RoomBee): Promise<ViewBatch> {
    // What is read decides what is written, so it must not depend on how entries were cut into batches.
    getExactly(bee)
    const batch = bee.batch({ update: false })
    return new ViewBatch(batch, await new ViewReader(batch).state())
  }

  countIgnored(reason: IgnoredReason): void {
    this.tally.ignored[reason]++
  }

  async putRoom(room: RoomRecord): Promise<void> {
    const isLater = room.roomVersion >= FIRST_LATER_VERSION
    // So that whoever goes past the upgrade by a signed view looks at the room again.
    if (isLater) this.tally.personChanges++
    this.rememberRoom(room)
    await this.batch.put(viewKeys.room, (isLater ? laterRoomRecord : roomRecord).encode(room))
  }

  /** Gives the message the next number. */
  async addMessage(message: Omit<MessageRecord, 'seq'>): Promise<void> {
    const seq = this.tally.messages++
    await this.batch.put(viewKeys.message(seq), messageRecord.encode({ ...message, seq }))
  }

  /** The same for a message that is sealed, and shown unless its author is muted. */
  async addSealedMessage(
    message: Omit<SealedMessageRecord, 'seq'>,
    { isMuted }: { isMuted: boolean },
  ): Promise<void> {
    const seq = this.tally.messages++
    const format = isMuted ? mutedMessageRecord : sealedMessageRecord
    await this.batch.put(viewKeys.message(seq), format.encode({ ...message, seq }))
  }

  async putPerson(person: MemberRecord): Promise<void> {
    if ((await this.person(person.identityKey)) === null) this.tally.people++
    this.tally.personChanges++
    this.forgetPerson(person.identityKey)
    await this.batch.put(viewKeys.person(person.identityKey), memberRecord.encode(person))
  }

  async putDevice(writerKey: Uint8Array, owner: DeviceOwner): Promise<void> {
    this.forgetDevice(writerKey)
    await this.batch.put(viewKeys.device(writerKey), c.encode(deviceOwnerCodec, owner))
    await this.batch.put(viewKeys.deviceWriter(owner.deviceKey), c.encode(writerKeyCodec, writerKey))
    await this.batch.del(viewKeys.refusal(writerKey))
  }

  /** Its core writes nothing that counts from here on. Whose core a device had stays known, so that it never comes again. */
  async removeDevice(writerKey: Uint8Array, owner: DeviceOwner): Promise<void> {
    this.forgetDevice(writerKey)
    this.tally.personChanges++
    await this.batch.del(viewKeys.device(writerKey))
    await this.batch.put(viewKeys.removedDevice(writerKey), c.encode(deviceOwnerCodec, owner))
  }

  async putInvite(invite: InviteRecord): Promise<void> {
    if ((await this.invite(invite.inviteId)) === null) this.tally.invites++
    await this.batch.put(viewKeys.invite(invite.inviteId), inviteRecord.encode(invite))
  }

  async deleteInvite(inviteId: Uint8Array): Promise<void> {
    if ((await this.invite(inviteId)) === null) return
    this.tally.invites--
    await this.batch.del(viewKeys.invite(inviteId))
    await this.batch.del(viewKeys.gated(inviteId))
  }

  putRefusal(writerKey: Uint8Array, reason: RefusalReason): Promise<void> {
    return this.batch.put(viewKeys.refusal(writerKey), c.encode(refusalCodec, reason))
  }

  async putSeeder(seeder: KeepRecord): Promise<void> {
    if ((await this.seeder(seeder.seederKey)) === null) this.tally.seeders++
    await this.batch.put(viewKeys.seeder(seeder.seederKey), keepRecord.encode(seeder))
  }

  async putSilent(writerKey: Uint8Array, isSilent: boolean): Promise<void> {
    if (isSilent) await this.batch.put(viewKeys.silent(writerKey), c.encode(markCodec, true))
    else await this.batch.del(viewKeys.silent(writerKey))
  }

  /** Somebody goes, or what is known of somebody who is gone changes. */
  async putDeparture(departure: DepartureRecord): Promise<void> {
    const before = await this.departure(departure.identityKey)
    if (before === null) this.tally.people--
    if (before?.departure !== departure.departure) this.tally.personChanges++
    this.forgetDeparture(departure.identityKey)
    await this.batch.put(viewKeys.departure(departure.identityKey), departureRecord.encode(departure))
  }

  /** Somebody comes back. */
  async deleteDeparture(identityKey: Uint8Array): Promise<void> {
    if ((await this.departure(identityKey)) === null) return
    this.tally.people++
    this.tally.personChanges++
    this.forgetDeparture(identityKey)
    await this.batch.del(viewKeys.departure(identityKey))
  }

  async putGated(inviteId: Uint8Array): Promise<void> {
    await this.batch.put(viewKeys.gated(inviteId), c.encode(markCodec, true))
  }

  async putPending(pending: PendingRecord): Promise<void> {
    const { writerKey } = pending.device
    if ((await this.pending(writerKey)) === null) this.tally.pending++
    this.tally.personChanges++
    await this.batch.put(viewKeys.pending(writerKey), pendingRecord.encode(pending))
    await this.batch.del(viewKeys.refusal(writerKey))
  }

  async deletePending(writerKey: Uint8Array): Promise<void> {
    if ((await this.pending(writerKey)) === null) return
    this.tally.pending--
    this.tally.personChanges++
    await this.batch.del(viewKeys.pending(writerKey))
  }

  async putKind(kind: KnownRoomKind): Promise<void> {
    this.rememberKind(kind)
    await this.batch.put(viewKeys.kind, c.encode(roomKindCodec, kind))
  }

  /** Gives the epoch the next number, and makes it the current one. */
  async addEpoch(epoch: Omit<EpochRecord, 'number'>): Promise<number> {
    const number = await this.keepEpoch(epoch)
    const { epochId, isStale } = epoch
    const safeFrom = (await this.currentEpoch())?.safeFrom ?? 0
    await this.#putCurrentEpoch({ epochId, number, isStale, safeFrom, seals: 0 })
    return number
  }

  /** Gives the epoch the next number, and leaves the current one as it is. */
  async keepEpoch(epoch: Omit<EpochRecord, 'number'>): Promise<number> {
    const number = this.tally.epochs++
    await this.batch.put(viewKeys.epoch(epoch.epochId), epochRecord.encode({ ...epoch, number }))
    return number
  }

  async addSeals(epoch: number, sealed: readonly SealedKey[]): Promise<void> {
    const key = viewKeys.seal(epoch, this.tally.seals++)
    await this.batch.put(key, sealedKeysRecord.encode({ sealed }))
    const current = await this.currentEpoch()
    if (current?.number === epoch)
      await this.#putCurrentEpoch({ ...current, seals: current.seals + sealed.length })
  }

  /** Somebody may have the current epoch's key who is not in the room. */
  async markEpochStale(): Promise<void> {
    const current = await this.currentEpoch()
    const epoch = current === null ? null : await this.epoch(current.epochId)
    if (current === null || epoch === null || current.isStale) return
    this.forgetEpochs()
    await this.batch.put(viewKeys.epoch(epoch.epochId), epochRecord.encode({ ...epoch, isStale: true }))
    await this.#putCurrentEpoch({ ...current, isStale: true })
  }

  /** Somebody goes who may have the keys of all epochs so far, of older ones than the current one too. */
  async endEpochs(): Promise<void> {
    await this.markEpochStale()
    const current = await this.currentEpoch()
    if (current !== null) await this.#putCurrentEpoch({ ...current, safeFrom: this.tally.epochs })
  }

  async #putCurrentEpoch(current: CurrentEpoch): Promise<void> {
    this.rememberCurrentEpoch(current)
    await this.batch.put(viewKeys.currentEpoch, c.encode(currentEpochCodec, current))
  }

  async putMarks(id: MessageId, marks: MessageMarksRecord): Promise<void> {
    this.tally.notes++
    await this.batch.put(viewKeys.marks(id), messageMarksRecord.encode(marks))
  }

  /** Null: takes them back. */
  async putReaction(
    id: MessageId,
    { identityKey, body }: { identityKey: Uint8Array; body: ReactionRecord['body'] | null },
  ): Promise<void> {
    const key = viewKeys.reaction(id, identityKey)
    if (body === null) await this.batch.del(key)
    else await this.batch.put(key, reactionRecord.encode({ identityKey, body }))
  }

  async putPin(pin: PinRecord): Promise<void> {
    if ((await this.pin(pin.target)) === null) this.tally.pins++
    this.tally.notes++
    await this.batch.put(viewKeys.pin(pin.target), pinRecord.encode(pin))
  }

  async deletePin(id: MessageId): Promise<void> {
    if ((await this.pin(id)) === null) return
    this.tally.pins--
    this.tally.notes++
    await this.batch.del(viewKeys.pin(id))
  }

  /** Counts an operation of somebody who is gone; keeps a sealed message of theirs, up to `max` of one person. */
  async holdBack(
    departure: DepartureRecord,
    message: SealedMessageRecord | null,
    max: number,
  ): Promise<void> {
    this.tally.heldBack++
    const { identityKey, heldBack } = departure
    await this.putDeparture({ ...departure, heldBack: heldBack + 1 })
    if (message === null || heldBack >= max) return
    await this.batch.put(viewKeys.heldBack(identityKey, heldBack), sealedMessageRecord.encode(message))
  }

  async putHandover(system: Uint8Array, handover: Handover): Promise<void> {
    this.tally.personChanges++
    const key = viewKeys.handover(system, handover.writerKey)
    await this.batch.put(key, c.encode(handoverCodec, handover))
  }

  async deleteHandover(system: Uint8Array, writerKey: Uint8Array): Promise<void> {
    this.tally.personChanges++
    await this.batch.del(viewKeys.handover(system, writerKey))
  }

  async putPredecessor(system: Uint8Array, predecessor: Uint8Array): Promise<void> {
    this.tally.personChanges++
    await this.batch.put(viewKeys.predecessor(system), c.encode(systemKeyCodec, predecessor))
  }

  async flush(): Promise<void> {
    await this.batch.put(viewKeys.state, c.encode(roomStateCodec, this.tally))
    await this.batch.flush()
  }
}
