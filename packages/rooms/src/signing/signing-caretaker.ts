/**
 * What a member's program does by itself so that a room stays signed: it follows a handover that it could not make itself,
 * tells of an own one, and, at an owner's, takes over from a device whose person is gone. From one that is only silent
 * it does not: that is its owner's decision.
 */
import type { Peer } from '@comice/core'
import { canHaveLength, goToSystem } from '@comice/storage'
import b4a from 'b4a'
import { FOLLOW_RETRY_MS, STAND_IN_WAIT_MS, TAKE_OVER_RETRY_MS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { Looks } from '../room/looks.ts'
import type { AutobaseRoom } from '../room/room-autobase.ts'
import { isDeserted, isSameSystem } from './room-signing.ts'
import { agreedSystem, untoldHandover } from './signing-chain.ts'

export class SigningCaretaker {
  readonly #peer: Peer
  readonly #room: AutobaseRoom
  readonly #looks: Looks
  readonly #onupdate = () => this.#looks.soon()
  #seen = ''
  /** By `performance.now()`, when it is our turn to take over: others may be quicker. Null: nobody needs to. */
  #turnAt: number | null = null

  constructor(peer: Peer, room: AutobaseRoom) {
    this.#peer = peer
    this.#room = room
    this.#looks = new Looks({
      look: () => this.#look(),
      // The room closed, or what it needs is not here.
      onfailure: (error) =>
        peer.logger.debug({ error, room: room.id }, 'could not look after the signing of a room'),
    })
    room.on('update', this.#onupdate)
    this.#looks.soon()
  }

  async close(): Promise<void> {
    this.#room.off('update', this.#onupdate)
    await this.#looks.close()
  }

  async #look(): Promise<void> {
    const { base, isSecondFormat, reader, state } = this.#room
    const { key: current } = base.core
    if (!isSecondFormat || current === null) return
    const { personChanges } = await reader.view((view) => view.state())
    // Most updates are messages: nothing of this has changed.
    const seen = `${personChanges} ${state} ${base.writable} ${b4a.toString(current, 'hex')}`
    if (seen === this.#seen) return
    if (await this.#isDone(current)) this.#seen = seen
  }

  /** False: another look is due, whether something changes or not. */
  async #isDone(current: Uint8Array): Promise<boolean> {
    const { base, reader } = this.#room
    const place = { current, canHaveLength: (length: number) => canHaveLength(base, length) }
    const agreed = await reader.view((view) => agreedSystem(view, place))
    if (agreed !== null && !isSameSystem(agreed, current)) {
      if (await goToSystem(base, agreed)) return true
      this.#looks.later(FOLLOW_RETRY_MS)
      return false
    }
    if (!base.writable || this.#room.state !== 'member') return true
    return (await this.#hasTold(current)) && (await this.#hasSigner())
  }

  async #hasTold(current: Uint8Array): Promise<boolean> {
    const { base, reader, signing } = this.#room
    const { key: writerKey } = base.local
    if (!base.isIndexer || writerKey === null) return true
    const left = await reader.view((view) => untoldHandover(view, { current, writerKey }))
    if (left === null) return true
    await signing.tell(left, current)
    return true
  }

  async #hasSigner(): Promise<boolean> {
    const { reader, signing } = this.#room
    const me = await reader.view((view) => view.person(this.#peer.identity.publicKey))
    if (me === null || !mayDo(me.role, 'sign the order')) return true
    if (!isDeserted(await signing.signer())) {
      this.#turnAt = null
      return true
    }
    // One owner is enough; whoever's time of chance comes first.
    this.#turnAt ??= performance.now() + STAND_IN_WAIT_MS * Math.random()
    const left = this.#turnAt - performance.now()
    if (left > 0) {
      this.#looks.later(left)
      return false
    }
    // If it fails, whatever changes meanwhile: what it writes stays for ever.
    this.#turnAt = performance.now() + TAKE_OVER_RETRY_MS
    await signing.takeOver()
    this.#turnAt = null
    return true
  }
}
