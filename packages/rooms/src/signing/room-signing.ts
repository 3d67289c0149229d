/**
 * Who signs the order of a room, so that newcomers can start from it, and how an owner's device takes over from one that is
 * gone. See docs/decisions/0198-signing-is-handed-over.md.
 */
import { encodeKey, isEqualBytes, type KnownOperation } from '@comice/protocol'
import { canHandOver, settledPoint, signersOf, type SystemPoint } from '@comice/storage'
import type { RoomBase } from '../base/open-base.ts'
import { TAKE_OVER_ATTEMPTS, TAKE_OVER_WAIT_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { wouldCount } from '../operation/handover.ts'
import { mayDo } from '../role/role.ts'
import type { RoomReader } from '../room/room-reader.ts'
import { isSecondFormat } from '../room/room-sealer.ts'
import type { RoomWriter } from '../room/room-writer.ts'

/** The device that signs the order of a room. */
export interface RoomSigner {
  /** Identity of whose it is, as z-base-32. */
  readonly member: string
  /** Its public key. */
  readonly device: Uint8Array
  /** Whether it is the one that asks. */
  readonly mine: boolean
  /** False: its person is not in the room any more, or put it out. */
  readonly isPresent: boolean
  /** Whether everything that this device knows of is signed. */
  readonly isUpToDate: boolean
}

export interface RoomSigningParts {
  readonly base: RoomBase
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly identityKey: Uint8Array
  /** Resolves when the view has changed, or after so many ms. */
  readonly changed: (ms: number) => Promise<void>
}

export class RoomSigning {
  readonly #parts: RoomSigningParts

  constructor(parts: RoomSigningParts) {
    this.#parts = parts
  }

  /** Null: this device has not seen the room's beginning yet. */
  async signer(): Promise<RoomSigner | null> {
    const { base, reader } = this.#parts
    const [writerKey] = signersOf(base)
    if (writerKey === undefined) return null
    return reader.read(async (reading) => {
      const owner = await reading.ownerOfCore(writerKey)
      if (owner === null) return null
      const isIn = (await reading.device(writerKey)) !== null
      return {
        member: encodeKey(owner.identityKey),
        device: owner.deviceKey,
        mine: base.isIndexer,
        isPresent: isIn && (await reading.departure(owner.identityKey)) === null,
        isUpToDate: base.signedLength === base.length,
      }
    })
  }

  async takeOver(): Promise<void> {
    await this.#assertMay()
    for (let attempt = 0; attempt < TAKE_OVER_ATTEMPTS; attempt++) {
      const point = await this.#askedFrom()
      if (point === null) break
      if (await this.#isSigning()) return
      // It moved, and is not done moving.
      if (!isSameSystem(this.#parts.base.core.key, point.system)) continue
      // Whoever signs did so meanwhile: nothing came of it.
      await this.#write(point, point.system)
    }
    throw RoomErrors.SIGNING_NOT_TAKEN()
  }

  /** Says which system view came of an own handover, so that all find it. */
  async tell(point: SystemPoint, successor: Uint8Array): Promise<void> {
    await this.#write(point, successor)
  }

  async #assertMay(): Promise<void> {
    const { reader, identityKey } = this.#parts
    await reader.read(async (reading) => {
      if (!(await isSecondFormat(reading)))
        throw RoomErrors.ROOM_FORMAT({ action: 'be signed by another device' })
      const me = await reading.person(identityKey)
      if (me === null || !mayDo(me.role, 'sign the order'))
        throw RoomErrors.NOT_ALLOWED({ action: 'sign the order' })
    })
  }

  /**
   * Null: it would not count, or could not be made here, so nothing was written. Autobase lets nobody sign who never wrote, so a first operation of a
   * device is written again: as the second.
   */
  async #askedFrom(): Promise<SystemPoint | null> {
    const { base } = this.#parts
    const point = settledPoint(base)
    if (point === null) throw RoomErrors.ROOM_CLOSED()
    if (base.isIndexer) return point
    if (!(await this.#wouldCount(point))) return null
    await this.#write(point, null)
    return point
  }

  async #wouldCount({ system, length }: SystemPoint): Promise<boolean> {
    const { base, reader } = this.#parts
    const { key: writerKey } = base.local
    if (writerKey === null || !(await canHandOver(base, { system, length }))) return false
    return reader.read((reading) => wouldCount({ system, writerKey }, reading))
  }

  async #isSigning(): Promise<boolean> {
    const { base, changed } = this.#parts
    const until = performance.now() + TAKE_OVER_WAIT_MS
    while (!base.isIndexer) {
      const left = until - performance.now()
      if (left <= 0) return false
      await changed(left)
    }
    return true
  }

  #write({ system, length }: SystemPoint, successor: Uint8Array | null): Promise<void> {
    const operation: KnownOperation = { kind: 'handover', system, length, successor }
    return this.#parts.writer.write(operation)
  }
}

/** Whether the core that signs belongs to nobody who is in. */
export function isDeserted(signer: RoomSigner | null): boolean {
  return signer !== null && !signer.isPresent
}

/** Whether two system views are one. */
export function isSameSystem(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && isEqualBytes(one, other)
}
