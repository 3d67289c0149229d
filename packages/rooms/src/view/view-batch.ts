/** Writes a room's view, within one call of `apply`. */
import {
  type InviteRecord,
  inviteRecord,
  type KeepRecord,
  keepRecord,
  type MemberRecord,
  memberRecord,
  type MessageRecord,
  messageRecord,
  type RoomRecord,
  roomRecord,
} from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import type Hyperbee from 'hyperbee'
import { type RoomBee, ViewReader } from './room-view.ts'
import {
  type DeviceOwner,
  deviceOwnerCodec,
  type IgnoredReason,
  type RefusalReason,
  refusalCodec,
  type RoomState,
  roomStateCodec,
  writerKeyCodec,
} from './view-encoding.ts'
import { viewKeys } from './view-keys.ts'

/** Reads see the writes before them. Nothing is in the view until {@link ViewBatch.flush}. */
export class ViewBatch extends ViewReader {
  readonly #batch: Hyperbee.Batch<Uint8Array, Uint8Array>
  readonly #counters: RoomState
  /** What was looked up since it was last written, by key: most operations of a batch have one author. */
  readonly #deviceByWriter = new Map<string, DeviceOwner | null>()
  readonly #personByIdentity = new Map<string, MemberRecord | null>()

  private constructor(batch: Hyperbee.Batch<Uint8Array, Uint8Array>, counters: RoomState) {
    super(batch)
    this.#batch = batch
    this.#counters = counters
  }

  static async open(bee: RoomBee): Promise<ViewBatch> {
    const batch = bee.batch({ update: false })
    return new ViewBatch(batch, await new ViewReader(batch).state())
  }

  get counters(): Readonly<RoomState> {
    return this.#counters
  }

  override async device(writerKey: Uint8Array): Promise<DeviceOwner | null> {
    const key = b4a.toString(writerKey, 'hex')
    const known = this.#deviceByWriter.get(key)
    if (known !== undefined) return known
    const owner = await super.device(writerKey)
    this.#deviceByWriter.set(key, owner)
    return owner
  }

  override async person(identityKey: Uint8Array): Promise<MemberRecord | null> {
    const key = b4a.toString(identityKey, 'hex')
    const known = this.#personByIdentity.get(key)
    if (known !== undefined) return known
    const person = await super.person(identityKey)
    this.#personByIdentity.set(key, person)
    return person
  }

  countIgnored(reason: IgnoredReason): void {
    this.#counters.ignored[reason]++
  }

  putRoom(room: RoomRecord): Promise<void> {
    return this.#batch.put(viewKeys.room, roomRecord.encode(room))
  }

  /** Gives the message the next number. */
  async addMessage(message: Omit<MessageRecord, 'seq'>): Promise<void> {
    const seq = this.#counters.messages++
    await this.#batch.put(viewKeys.message(seq), messageRecord.encode({ ...message, seq }))
  }

  async putPerson(person: MemberRecord): Promise<void> {
    if ((await this.person(person.identityKey)) === null) this.#counters.people++
    this.#counters.personChanges++
    this.#personByIdentity.delete(b4a.toString(person.identityKey, 'hex'))
    await this.#batch.put(viewKeys.person(person.identityKey), memberRecord.encode(person))
  }

  async putDevice(writerKey: Uint8Array, owner: DeviceOwner): Promise<void> {
    this.#deviceByWriter.delete(b4a.toString(writerKey, 'hex'))
    await this.#batch.put(viewKeys.device(writerKey), c.encode(deviceOwnerCodec, owner))
    await this.#batch.put(viewKeys.deviceWriter(owner.deviceKey), c.encode(writerKeyCodec, writerKey))
    await this.#batch.del(viewKeys.refusal(writerKey))
  }

  async putInvite(invite: InviteRecord): Promise<void> {
    if ((await this.invite(invite.inviteId)) === null) this.#counters.invites++
    await this.#batch.put(viewKeys.invite(invite.inviteId), inviteRecord.encode(invite))
  }

  putRefusal(writerKey: Uint8Array, reason: RefusalReason): Promise<void> {
    return this.#batch.put(viewKeys.refusal(writerKey), c.encode(refusalCodec, reason))
  }

  async putSeeder(seeder: KeepRecord): Promise<void> {
    if ((await this.seeder(seeder.seederKey)) === null) this.#counters.seeders++
    await this.#batch.put(viewKeys.seeder(seeder.seederKey), keepRecord.encode(seeder))
  }

  async flush(): Promise<void> {
    await this.#batch.put(viewKeys.state, c.encode(roomStateCodec, this.#counters))
    await this.#batch.flush()
  }
}
