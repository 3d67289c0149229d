/** Reads a room's view within one call of `apply`, and remembers what it read: most operations of a batch have one author. */
import type { DepartureRecord, EpochRecord, MemberRecord, MuteRecord, RoomRecord } from '@comice/protocol'
import b4a from 'b4a'
import { ViewReader } from './room-view.ts'
import type { CurrentEpoch, DeviceOwner, KnownRoomKind } from './view-encoding.ts'

/** What is remembered goes stale when it is written: whoever writes says so by `remember…` or `forget…`. */
export class RememberingView extends ViewReader {
  readonly #deviceByWriter = new Map<string, DeviceOwner | null>()
  readonly #personByIdentity = new Map<string, MemberRecord | null>()
  readonly #departureByIdentity = new Map<string, DepartureRecord | null>()
  readonly #muteByIdentity = new Map<string, MuteRecord | null>()
  readonly #epochById = new Map<string, EpochRecord>()
  /** Undefined: not looked up since it was last written. */
  #room: RoomRecord | null | undefined
  #currentEpoch: CurrentEpoch | null | undefined
  #kind: KnownRoomKind | undefined

  override async room(): Promise<RoomRecord | null> {
    this.#room ??= await super.room()
    return this.#room
  }

  override async currentEpoch(): Promise<CurrentEpoch | null> {
    this.#currentEpoch ??= await super.currentEpoch()
    return this.#currentEpoch
  }

  override async kind(): Promise<KnownRoomKind> {
    this.#kind ??= await super.kind()
    return this.#kind
  }

  override async epoch(epochId: Uint8Array): Promise<EpochRecord | null> {
    const key = b4a.toString(epochId, 'hex')
    const known = this.#epochById.get(key)
    if (known !== undefined) return known
    const epoch = await super.epoch(epochId)
    if (epoch !== null) this.#epochById.set(key, epoch)
    return epoch
  }

  override async departure(identityKey: Uint8Array): Promise<DepartureRecord | null> {
    const key = b4a.toString(identityKey, 'hex')
    const known = this.#departureByIdentity.get(key)
    if (known !== undefined) return known
    const departure = await super.departure(identityKey)
    this.#departureByIdentity.set(key, departure)
    return departure
  }

  override async mute(identityKey: Uint8Array): Promise<MuteRecord | null> {
    const key = b4a.toString(identityKey, 'hex')
    const known = this.#muteByIdentity.get(key)
    if (known !== undefined) return known
    const mute = await super.mute(identityKey)
    this.#muteByIdentity.set(key, mute)
    return mute
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

  protected rememberRoom(room: RoomRecord): void {
    this.#room = room
  }

  protected rememberCurrentEpoch(current: CurrentEpoch): void {
    this.#currentEpoch = current
  }

  protected rememberKind(kind: KnownRoomKind): void {
    this.#kind = kind
  }

  protected forgetDevice(writerKey: Uint8Array): void {
    this.#deviceByWriter.delete(b4a.toString(writerKey, 'hex'))
  }

  protected forgetPerson(identityKey: Uint8Array): void {
    this.#personByIdentity.delete(b4a.toString(identityKey, 'hex'))
  }

  protected forgetDeparture(identityKey: Uint8Array): void {
    this.#departureByIdentity.delete(b4a.toString(identityKey, 'hex'))
  }

  protected forgetMute(identityKey: Uint8Array): void {
    this.#muteByIdentity.delete(b4a.toString(identityKey, 'hex'))
  }

  protected forgetEpochs(): void {
    this.#epochById.clear()
  }
}
