/** Which epoch this device seals under now, and new epochs when that must not be the current one. */
import { createEpoch, type Epoch, linkEpoch, sealBody, sealEpochKey } from '@comice/core'
import {
  encodeKey,
  type EpochRecord,
  isEqualBytes,
  type KnownOperation,
  LIMITS,
  type SealedBody,
  type SealedKey,
} from '@comice/protocol'
import { KEY_WAIT_MS, MAX_EPOCH_SEALS } from '../constants.ts'
import type { EpochKeys } from '../epoch/epoch-keys.ts'
import { type BodyPlace, boundTo } from './room-body.ts'
import type { RoomReading } from './room-reading.ts'

export interface SealerParts {
  roomKey: Uint8Array
  identityKey: Uint8Array
  keys: EpochKeys
  read: <T>(read: (reading: RoomReading) => Promise<T>) => Promise<T>
  /** Resolves when the view has changed, or after so many ms. */
  changed: (ms: number) => Promise<void>
}

/** What is written first, and how bodies are sealed then. */
export interface Sealing {
  readonly before: readonly KnownOperation[]
  readonly seal: (body: Uint8Array, place: Pick<BodyPlace, 'kind' | 'target'>) => SealedBody
}

export interface NewEpochOptions {
  /** People who are being put out by what is written before the epoch. */
  without?: readonly Uint8Array[]
  /** A device that is being put out by what is written before the epoch. */
  withoutDevice?: Uint8Array
  /** Devices that are being let in by it. */
  more?: readonly MemberDevice[]
}

export interface MemberDevice {
  readonly deviceKey: Uint8Array
  readonly identityKey: Uint8Array
}

const NO_KEY = new Uint8Array(0)

export class RoomSealer {
  readonly #parts: SealerParts
  /** Epochs whose links hold what they say, as far as we can tell. */
  readonly #isTrue = new Map<string, boolean>()

  constructor(parts: SealerParts) {
    this.#parts = parts
  }

  /**
   * Null in a room of the first format. Else nothing is ever sealed under an epoch that is stale: a new one is made, as
   * it is when nobody gave us the key of the current one for a while.
   */
  async prepare(): Promise<Sealing | null> {
    const { read, changed } = this.#parts
    const until = performance.now() + KEY_WAIT_MS
    for (;;) {
      const left = until - performance.now()
      const found = await read(async (reading) => {
        if (!(await isSecondFormat(reading))) return 'plain' as const
        const usable = await this.usable(reading)
        if (usable !== null) return this.#sealing(usable, [])
        const current = await reading.currentEpoch()
        const isMissing = current !== null && !current.isStale
        if (left > 0 && isMissing && !(await this.#isFalse(current.epochId, reading))) return 'wait' as const
        const { epoch, operations } = await this.newEpoch(reading)
        return this.#sealing(epoch, operations)
      })
      if (found === 'plain') return null
      if (found !== 'wait') return found
      await changed(left)
    }
  }

  /** The current epoch, when it is good to seal under and we have its key. */
  async usable(reading: RoomReading): Promise<Epoch | null> {
    const current = await reading.currentEpoch()
    if (current === null || current.isStale || (await this.#isFalse(current.epochId, reading))) return null
    return this.#parts.keys.get(current.epochId, reading)
  }

  /** A new epoch for everybody who is in, and what to write for it. It leads to all that we can read. */
  async newEpoch(
    reading: RoomReading,
    { without = [], withoutDevice, more = [] }: NewEpochOptions = {},
  ): Promise<{ epoch: Epoch; operations: KnownOperation[] }> {
    const { keys, roomKey } = this.#parts
    const isOf = (key: Uint8Array) => (device: MemberDevice) => isEqualBytes(device.identityKey, key)
    const left = (await leftOut(reading, without)).filter((key) => !more.some(isOf(key)))
    const devices = (await reading.presentDevices()).filter(
      (device) =>
        !without.some((key) => isOf(key)(device)) && !isEqualBytes(device.deviceKey, withoutDevice ?? NO_KEY),
    )
    const epoch = createEpoch(roomKey)
    const heads = (await keys.heads(reading)).slice(0, LIMITS.MAX_EPOCH_LINKS)
    const links = heads.map((earlier) => linkEpoch(epoch, earlier))
    const sealed = sealAll(
      epoch,
      [...devices, ...more].map(({ deviceKey }) => deviceKey),
    )
    const operations = chunks(sealed).map((part, at): KnownOperation => {
      if (at > 0) return { kind: 'epoch-seal', epochId: epoch.id, sealed: part }
      return { kind: 'epoch', epochId: epoch.id, links, without: left, sealed: part }
    })
    keys.add(epoch)
    return { epoch, operations }
  }

  /** Gives devices the key of the current epoch, or a new one when it is not theirs to have. */
  async sealTo(reading: RoomReading, devices: readonly MemberDevice[]): Promise<KnownOperation[]> {
    if (!(await isSecondFormat(reading)) || devices.length === 0) return []
    const epoch = await this.usable(reading)
    const record = epoch === null ? null : await reading.epoch(epoch.id)
    const isOpenTo = (record: EpochRecord) =>
      !devices.some(({ identityKey }) => record.without.some((key) => isEqualBytes(key, identityKey)))
    const deviceKeys = devices.map(({ deviceKey }) => deviceKey)
    const isFull = ((await reading.currentEpoch())?.seals ?? 0) + devices.length > MAX_EPOCH_SEALS
    const isOpen = epoch !== null && record !== null && isOpenTo(record) && !isFull
    if (!isOpen || (await this.#hasLooseEnds(epoch, reading)))
      return (await this.newEpoch(reading, { more: devices })).operations
    return chunks(sealAll(epoch, deviceKeys)).map((sealed) => ({
      kind: 'epoch-seal',
      epochId: epoch.id,
      sealed,
    }))
  }

  /** There is an epoch of ours that the current one does not lead to: newcomers could not read what was said in it. */
  async #hasLooseEnds(epoch: Epoch, reading: RoomReading): Promise<boolean> {
    const heads = await this.#parts.keys.heads(reading)
    return heads.some(({ id }) => !isEqualBytes(id, epoch.id))
  }

  /** Somebody made it who links keys that are none: who comes later could not read what came before. */
  async #isFalse(epochId: Uint8Array, reading: RoomReading): Promise<boolean> {
    const id = encodeKey(epochId)
    const known = this.#isTrue.get(id)
    if (known !== undefined) return !known
    const { keys } = this.#parts
    const record = await reading.epoch(epochId)
    const epoch = await keys.get(epochId, reading)
    if (record === null || epoch === null) return false
    const isTrue = keys.hasTrueLinks(epoch, record.links)
    this.#isTrue.set(id, isTrue)
    return !isTrue
  }

  #sealing(epoch: Epoch, before: readonly KnownOperation[]): Sealing {
    const { roomKey, identityKey } = this.#parts
    const seal: Sealing['seal'] = (body, place) =>
      sealBody(epoch, body, boundTo({ roomKey, identityKey, ...place }))
    return { before, seal }
  }
}

export async function isSecondFormat(reading: RoomReading): Promise<boolean> {
  return ((await reading.room())?.roomVersion ?? 1) >= 2
}

/** Those who are put out now, and those who went last. */
async function leftOut(reading: RoomReading, without: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const gone = (await reading.departures())
    .sort((a, b) => b.seq - a.seq)
    .map(({ identityKey }) => identityKey)
  return [...without, ...gone].slice(0, LIMITS.MAX_EPOCH_WITHOUT)
}

function sealAll(epoch: Epoch, deviceKeys: readonly Uint8Array[]): SealedKey[] {
  const unique = new Map(deviceKeys.map((deviceKey) => [encodeKey(deviceKey), deviceKey]))
  return [...unique.values()]
    .map((deviceKey) => sealEpochKey(epoch, deviceKey))
    .filter((sealed) => sealed !== null)
}

function chunks(sealed: readonly SealedKey[]): SealedKey[][] {
  const parts: SealedKey[][] = []
  for (let at = 0; at < sealed.length; at += LIMITS.MAX_SEALED_KEYS) {
    parts.push(sealed.slice(at, at + LIMITS.MAX_SEALED_KEYS))
  }
  return parts
}
