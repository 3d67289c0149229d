/** Who is in a room, as what, and how they go. */
import {
  decodeKey,
  encodeKey,
  isEqualBytes,
  type KnownOperation,
  type MemberRecord,
  type PendingRecord,
  type Role,
  type SealedMessageRecord,
} from '@comice/protocol'
import { APPROVAL_TIMEOUT_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { entryRefusal } from '../operation/member-device.ts'
import { type Action, isAbove, mayDo, mayGive } from '../role/role.ts'
import type { RoomReader } from './room-reader.ts'
import { assertFormat } from './room-reports.ts'
import { messageId, nameOf, type RoomReading } from './room-reading.ts'
import { isSecondFormat, type RoomSealer } from './room-sealer.ts'
import type { RoomWriter } from './room-writer.ts'
import type { FormerMember, PendingJoin } from './room.ts'

export interface RoomPeopleParts {
  reader: RoomReader
  writer: RoomWriter
  sealer: RoomSealer
  identityKey: Uint8Array
  now: () => number
  /** Resolves when the view has changed, or after so many ms. */
  changed: (ms: number) => Promise<void>
}

/** Who acts on whom. */
interface Pair {
  readonly me: MemberRecord
  readonly other: MemberRecord
}

export class RoomPeople {
  readonly #parts: RoomPeopleParts

  constructor(parts: RoomPeopleParts) {
    this.#parts = parts
  }

  async setRole(id: string, role: Role): Promise<void> {
    const identityKey = decodeKey(id)
    const isDone = await this.#look(id, async (reading, { me, other }) => {
      if (other.role === role) return true
      if (isEqualBytes(me.identityKey, identityKey)) {
        if (!isAbove(me.role, role)) throw notAllowed('give themselves a higher role')
        await assertNotLastOwner(reading, me)
        return false
      }
      if (!mayDo(me.role, 'change a lower role') || !isAbove(me.role, other.role) || !mayGive(me.role, role))
        throw notAllowed(`make this member ${role}`)
      return false
    })
    if (!isDone) await this.#parts.writer.write({ kind: 'role', identityKey, role })
  }

  remove(id: string): Promise<void> {
    return this.#putOut(id, 'remove a lower role')
  }

  ban(id: string): Promise<void> {
    return this.#putOut(id, 'ban a lower role')
  }

  async #putOut(id: string, action: Action & `${string} a lower role`): Promise<void> {
    const identityKey = decodeKey(id)
    const ban = action === 'ban a lower role'
    const isGone = await this.#look(id, async (reading, { me, other }) => {
      const departure = await reading.departure(identityKey)
      if (departure !== null && !ban) throw RoomErrors.MEMBER_NOT_FOUND()
      if (!mayDo(me.role, action) || (departure === null && !isAbove(me.role, other.role)))
        throw notAllowed(`${ban ? 'ban' : 'remove'} this member`)
      return departure !== null
    })
    const { reader, sealer, writer } = this.#parts
    const remove: KnownOperation = { kind: 'remove', identityKey, ban }
    if (isGone) return writer.write(remove)
    // Together: nobody sees that they are out and not the key that leaves them out.
    await writer.writeAlone(() =>
      reader.read(async (reading) => {
        const { operations } = await sealer.newEpoch(reading, { without: [identityKey] })
        return [remove, ...operations]
      }),
    )
  }

  async unban(id: string): Promise<void> {
    const identityKey = decodeKey(id)
    await this.#look(id, async (reading, { me }) => {
      if ((await reading.departure(identityKey))?.departure !== 'banned') throw RoomErrors.MEMBER_NOT_FOUND()
      if (!mayDo(me.role, 'take back a ban')) throw notAllowed('take back a ban')
    })
    await this.#parts.writer.write({ kind: 'unban', identityKey })
  }

  async mute(id: string, forMs: number | undefined): Promise<void> {
    const identityKey = decodeKey(id)
    const until = forMs === undefined ? 0 : this.#parts.now() + Math.max(1, Math.round(forMs))
    await this.#look(id, async (reading, { me, other }) => {
      await assertFormat(reading)
      if ((await reading.departure(identityKey)) !== null) throw RoomErrors.MEMBER_NOT_FOUND()
      if (!mayDo(me.role, 'mute a lower role') || !isAbove(me.role, other.role))
        throw notAllowed('mute this member')
    })
    await this.#parts.writer.write({ kind: 'mute', identityKey, until })
  }

  async unmute(id: string): Promise<void> {
    const identityKey = decodeKey(id)
    const isDone = await this.#look(id, async (reading, { me, other }) => {
      await assertFormat(reading)
      if (!mayDo(me.role, 'take back a muting') || !isAbove(me.role, other.role))
        throw notAllowed('let this member speak')
      return (await reading.mute(identityKey)) === null
    })
    if (!isDone) await this.#parts.writer.write({ kind: 'unmute', identityKey, claimedAt: this.#parts.now() })
  }

  async leave(): Promise<void> {
    const { reader, writer, identityKey, now } = this.#parts
    await reader.read(async (reading) => {
      if (!(await isSecondFormat(reading))) throw RoomErrors.ROOM_FORMAT({ action: 'be left' })
      const me = await reading.person(identityKey)
      if (me !== null) await assertNotLastOwner(reading, me)
    })
    await writer.write({ kind: 'leave', claimedAt: now() })
  }

  former(): Promise<FormerMember[]> {
    return this.#parts.reader.read(async (reading) => {
      const kept = await reading.heldBack()
      const former: FormerMember[] = []
      for (const { identityKey, departure, by, heldBack } of await reading.departures()) {
        const id = encodeKey(identityKey)
        const name = nameOf(id, (await reading.person(identityKey))?.name ?? '')
        const messages = []
        for (const message of kept) {
          if (isEqualBytes(message.identityKey, identityKey))
            messages.push(await keptMessage(reading, message))
        }
        former.push({ id, name, departure, by: encodeKey(by), heldBack, messages })
      }
      return former
    })
  }

  pending(): Promise<PendingJoin[]> {
    return this.#parts.reader.read(async (reading) => (await reading.allPending()).map(pendingJoin))
  }

  async approve(id: string): Promise<void> {
    const { writer } = this.#parts
    const pending = await this.#whoWaits(id, 'approve who waits')
    const { writerKey } = pending.device
    const until = performance.now() + APPROVAL_TIMEOUT_MS
    while (!(await this.isSettled(writerKey))) {
      const left = until - performance.now()
      if (left <= 0) throw RoomErrors.PENDING_UNSETTLED({ waitedMs: APPROVAL_TIMEOUT_MS })
      await this.#parts.changed(left)
    }
    await writer.writeAlone(() => this.letIn(pending))
  }

  async decline(id: string): Promise<void> {
    const { writer } = this.#parts
    const { device } = await this.#whoWaits(id, 'approve who waits')
    await writer.write({ kind: 'approve', writerKey: device.writerKey, on: false })
  }

  /** Whether the order of the admission cannot change any more, so that nobody else can have used its invite up. */
  isSettled(writerKey: Uint8Array): Promise<boolean> {
    return this.#parts.reader.signed(async (reading) => (await reading.pending(writerKey)) !== null)
  }

  /**
   * What lets in somebody who waits: that they write, and the key to read with. None when they wait no more; no key for
   * who is refused, because the invite is void by now or the room is full.
   */
  letIn({ device }: PendingRecord): Promise<KnownOperation[]> {
    const { reader, sealer } = this.#parts
    const { writerKey } = device
    return reader.read(async (reading) => {
      const pending = await reading.pending(writerKey)
      if (pending === null) return []
      const invite = await reading.invite(pending.inviteId)
      const isIn = invite !== null && (await entryRefusal(device, { invite, view: reading })) === null
      const keys = isIn ? await sealer.sealTo(reading, [device]) : []
      return [{ kind: 'approve', writerKey, on: true }, ...keys]
    })
  }

  async #whoWaits(id: string, action: Action): Promise<PendingRecord> {
    const { reader, identityKey } = this.#parts
    return reader.read(async (reading) => {
      const me = await reading.person(identityKey)
      if (me === null || !mayDo(me.role, action)) throw notAllowed(action)
      const waiting = await reading.allPending()
      const found = waiting.find(({ device }) => encodeKey(device.deviceKey) === id)
      if (found === undefined) throw RoomErrors.PENDING_NOT_FOUND()
      return found
    })
  }

  #look<T>(id: string, check: (reading: RoomReading, pair: Pair) => Promise<T>): Promise<T> {
    const { reader, identityKey } = this.#parts
    return reader.read(async (reading) => {
      if (!(await isSecondFormat(reading))) throw RoomErrors.ROOM_FORMAT({ action: 'change who is in it' })
      const me = await reading.person(identityKey)
      const other = await reading.person(decodeKey(id))
      if (me === null || other === null) throw RoomErrors.MEMBER_NOT_FOUND()
      return check(reading, { me, other })
    })
  }
}

async function assertNotLastOwner(reading: RoomReading, me: MemberRecord): Promise<void> {
  if (me.role !== 'owner') return
  const others = (await reading.presentPeople()).filter(
    ({ identityKey }) => !isEqualBytes(identityKey, me.identityKey),
  )
  // Who is alone leaves nobody behind.
  if (others.length > 0 && !others.some(({ role }) => role === 'owner')) throw RoomErrors.ROOM_LAST_OWNER()
}

async function keptMessage(reading: RoomReading, message: SealedMessageRecord) {
  const { id, claimedAt } = message
  return { id: messageId(id), text: await reading.textOf(message), claimedAt }
}

function pendingJoin({ device, role, needsApproval, admittedAt }: PendingRecord): PendingJoin {
  const person = encodeKey(device.identityKey)
  const id = encodeKey(device.deviceKey)
  return { id, person, name: nameOf(person, device.name), role, needsApproval, askedAt: admittedAt }
}

function notAllowed(action: string): Error {
  return RoomErrors.NOT_ALLOWED({ action })
}
