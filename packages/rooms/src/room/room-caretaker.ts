/**
 * What a member's program does by itself for others: it lets in who waits only for the order, and gives the current
 * epoch's key to devices that lack it, because they were let in beside a new epoch. Who was asked, and who made the
 * epoch, does it at once; others after a while and another look, so that not everybody does it.
 */
import type { Peer } from '@comice/core'
import { encodeKey, isEqualBytes, type KnownOperation, type PendingRecord } from '@comice/protocol'
import { STAND_IN_WAIT_MS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import type { AutobaseRoom } from './room-autobase.ts'
import type { RoomReading } from './room-reading.ts'
import type { MemberDevice } from './room-sealer.ts'

/** What there is to do, and whether it is ours before others'. */
interface Chores {
  readonly waiting: PendingRecord[]
  readonly keyless: MemberDevice[]
  readonly isOurs: boolean
}

const NOTHING: Chores = { waiting: [], keyless: [], isOurs: false }

export class RoomCaretaker {
  readonly #peer: Peer
  readonly #room: AutobaseRoom
  readonly #onupdate = () => this.#lookSoon()
  #seen = ''
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  #isDue = false
  #isStandIn = false
  #isClosed = false

  constructor(peer: Peer, room: AutobaseRoom) {
    this.#peer = peer
    this.#room = room
    room.on('update', this.#onupdate)
    this.#lookSoon()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#room.off('update', this.#onupdate)
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#looking
  }

  #lookSoon(): void {
    this.#isDue = true
    this.#looking ??= this.#lookWhileDue()
      .catch((error: unknown) => {
        // The room closed, or what it needs is not here: the next update looks again.
        this.#peer.logger.debug({ error, room: this.#room.id }, 'could not look after a room')
      })
      .finally(() => {
        this.#looking = null
        if (this.#isDue && !this.#isClosed) this.#lookSoon()
      })
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false
      const isStandIn = this.#isStandIn
      this.#isStandIn = false
      await this.#look({ isStandIn })
    }
  }

  async #look({ isStandIn }: { isStandIn: boolean }): Promise<void> {
    const { base, isSecondFormat, state } = this.#room
    if (!isSecondFormat || state !== 'member' || !base.writable) return
    const chores = await this.#room.reader.read((reading) => this.#chores(reading, isStandIn))
    const settled: PendingRecord[] = []
    for (const pending of chores.waiting) {
      if (await this.#room.people.isSettled(pending.device.writerKey)) settled.push(pending)
    }
    if (settled.length === 0 && chores.keyless.length === 0) return
    if (!chores.isOurs && !isStandIn) return this.#standIn()
    for (const pending of settled) await this.#room.writer.writeAlone(() => this.#room.people.letIn(pending))
    if (chores.keyless.length > 0) await this.#room.writer.writeAlone(() => this.#seal())
  }

  /** In case that whose task it is does not come: another look, at a time of chance. */
  #standIn(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null
        this.#isStandIn = true
        this.#lookSoon()
      },
      STAND_IN_WAIT_MS * (1 + Math.random()),
    )
    this.#timer.unref()
  }

  async #chores(reading: RoomReading, isStandIn: boolean): Promise<Chores> {
    const { personChanges, epochs, seals, pending } = await reading.state()
    const { signedLength } = this.#room.base
    // Most updates are messages: nothing of this has changed.
    const seen = [personChanges, epochs, seals, pending === 0 ? 0 : signedLength].join()
    if (seen === this.#seen && !isStandIn) return NOTHING
    const me = await reading.person(this.#peer.identity.publicKey)
    if (me === null || !mayDo(me.role, 'let in on an invite')) return NOTHING
    const waiting = (await reading.allPending()).filter(({ needsApproval }) => !needsApproval)
    const keyless = await keylessDevices(reading)
    const mine = this.#peer.identity.device.publicKey
    const current = await reading.currentEpoch()
    const epoch = current === null ? null : await reading.epoch(current.epochId)
    const isOurs =
      waiting.some(({ admitter }) => isEqualBytes(admitter, mine)) ||
      (keyless.length > 0 && epoch !== null && isEqualBytes(epoch.deviceKey, mine))
    if (waiting.length === 0 && keyless.length === 0) this.#seen = seen
    return { waiting, keyless, isOurs }
  }

  #seal(): Promise<readonly KnownOperation[]> {
    return this.#room.reader.read(async (reading) =>
      this.#room.sealer.sealTo(reading, await keylessDevices(reading)),
    )
  }
}

/** Devices of members that the current epoch was not sealed to. */
async function keylessDevices(reading: RoomReading): Promise<MemberDevice[]> {
  const current = await reading.currentEpoch()
  if (current === null) return []
  const sealed = new Set((await reading.sealsOf(current.number)).map(({ deviceKey }) => encodeKey(deviceKey)))
  return (await reading.presentDevices()).filter(({ deviceKey }) => !sealed.has(encodeKey(deviceKey)))
}
