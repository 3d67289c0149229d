/**
 * What a member's program does by itself for others: it lets in who waits only for the order, and gives the current
 * epoch's key to devices that lack it, because they were let in beside a new epoch. Who was asked, and who made the
 * epoch, does it at once; others after a while and another look, so that not everybody does it.
 */
import type { Peer } from '@comice/core'
import { encodeKey, isEqualBytes, type KnownOperation, type PendingRecord } from '@comice/protocol'
import { STAND_IN_WAIT_MS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { Looks } from './looks.ts'
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
  readonly #looks: Looks
  readonly #onupdate = () => this.#looks.soon()
  #seen = ''
  /** By `performance.now()`, when what others did not do is done here. Null: nothing is theirs. */
  #standInAt: number | null = null

  constructor(peer: Peer, room: AutobaseRoom) {
    this.#peer = peer
    this.#room = room
    this.#looks = new Looks({
      look: () => this.#look({ isStandIn: this.#standInAt !== null && this.#standInAt <= performance.now() }),
      // The room closed, or what it needs is not here.
      onfailure: (error) => peer.logger.debug({ error, room: room.id }, 'could not look after a room'),
    })
    room.on('update', this.#onupdate)
    this.#looks.soon()
  }

  async close(): Promise<void> {
    this.#room.off('update', this.#onupdate)
    await this.#looks.close()
  }

  async #look({ isStandIn }: { isStandIn: boolean }): Promise<void> {
    const { base, isSecondFormat, state } = this.#room
    if (!isSecondFormat || state !== 'member' || !base.writable) return
    const chores = await this.#room.reader.read((reading) => this.#chores(reading, isStandIn))
    const settled: PendingRecord[] = []
    for (const pending of chores.waiting) {
      if (await this.#room.people.isSettled(pending.device.writerKey)) settled.push(pending)
    }
    const isNothing = settled.length === 0 && chores.keyless.length === 0
    if (!isNothing && !chores.isOurs && !isStandIn) return this.#standIn()
    // What it was for was done by now, or is.
    if (isStandIn) this.#standInAt = null
    await this.#do({ ...chores, waiting: settled })
  }

  async #do({ waiting, keyless }: Chores): Promise<void> {
    for (const pending of waiting) await this.#room.writer.writeAlone(() => this.#room.people.letIn(pending))
    if (keyless.length > 0) await this.#room.writer.writeAlone(() => this.#seal())
  }

  /** In case that whose task it is does not come: another look, at a time of chance. */
  #standIn(): void {
    this.#standInAt ??= performance.now() + STAND_IN_WAIT_MS * (1 + Math.random())
    this.#looks.later(this.#standInAt - performance.now())
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
