/**
 * The member's end of an invite: answers requests, judges expiry by this member's clock, and writes signed
 * admissions. What it decides is checked again by every member's `apply`; this end only saves everybody the trouble.
 */
import type { Peer } from '@comice/core'
import {
  admissionSignable,
  type DeviceRecord,
  type InviteRecord,
  joinRequest,
  type KnownOperation,
} from '@comice/protocol'
import type BlindPairing from 'blind-pairing'
import b4a from 'b4a'
import { MAX_JOIN_REQUEST_BYTES, MAX_PENDING_JOINS, MAX_ROOM_MEMBERS, STATE_LOOKS } from '../constants.ts'
import { entryRefusal, needsApproval, presentPerson } from '../operation/member-device.ts'
import { mayDo } from '../role/role.ts'
import type { AutobaseRoom } from '../room/room-autobase.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { RefusalReason } from '../view/view-encoding.ts'
import { verifyDeviceRecord } from './device-record.ts'

/** What a request is answered: blind-pairing's status, or the room's key. */
const Answer = { confirm: 0, rejected: 1, spent: 2, expired: 3 } as const

type Answer = (typeof Answer)[keyof typeof Answer]

export interface AdmitterParts {
  peer: Peer
  pairing: BlindPairing
  room: AutobaseRoom
}

/** Serves the invites of `room` until closed. */
export class Admitter {
  readonly #peer: Peer
  readonly #room: AutobaseRoom
  readonly #member: BlindPairing.Member
  #pending = 0
  /** One after the other, so that two requests for the last use are judged in order. */
  #last: Promise<void> = Promise.resolve()

  constructor({ peer, pairing, room }: AdmitterParts) {
    this.#peer = peer
    this.#room = room
    this.#member = pairing.addMember({
      discoveryKey: b4a.from(room.discoveryKey),
      onadd: (request) => this.#enqueue(request),
    })
  }

  async close(): Promise<void> {
    await this.#member.close()
    await this.#last
  }

  /** Never rejects: blind-pairing keeps a request whose handler failed for ever. */
  #enqueue(request: BlindPairing.MemberRequest): Promise<void> {
    const isTooLarge = (request.requestData.data?.byteLength ?? 0) > MAX_JOIN_REQUEST_BYTES
    if (isTooLarge || this.#pending >= MAX_PENDING_JOINS) return Promise.resolve()
    this.#pending++
    const handled = this.#last.then(() => this.#handle(request))
    this.#last = handled
      .catch((error: unknown) => {
        this.#peer.logger.warn({ error, room: this.#room.id }, 'could not answer a request to join')
      })
      .finally(() => this.#pending--)
    return this.#last
  }

  async #handle(request: BlindPairing.MemberRequest): Promise<void> {
    // What we know of the room may be as it was when we were in it.
    if (this.#room.state === 'removed' || this.#room.state === 'pending') return
    const invite = await this.#room.reader.view((view) => view.invite(request.inviteId))
    // Not an invite of this room, or one that has not reached us: another member may know it.
    if (invite === null) return
    const device = openRequest(request, invite)
    if (device === null) return
    const answer = await this.#judge(device, invite)
    if (answer === null) return
    if (answer === Answer.confirm) {
      const { key, encryptionKey } = this.#room.base
      if (key !== null) request.confirm({ key, encryptionKey })
    } else {
      request.deny({ status: answer })
    }
  }

  /** Null when this member cannot decide. */
  async #judge(device: DeviceRecord, invite: InviteRecord): Promise<Answer | null> {
    if (!verifyDeviceRecord(device, invite.inviteId)) return Answer.rejected
    // Somebody asks again whose answer was lost.
    if (await this.#isKnown(device)) return Answer.confirm
    if (invite.revoked) return Answer.rejected
    if (invite.expiresAt !== 0 && this.#peer.now() >= invite.expiresAt) return Answer.expired
    if (invite.maxUses !== 0 && invite.uses >= invite.maxUses) return Answer.spent
    const { people } = await this.#room.reader.view((view) => view.state())
    if (people >= MAX_ROOM_MEMBERS) return Answer.rejected
    if (!(await this.#room.reader.view((view) => this.#mayLetIn(view)))) return null
    if (!(await this.#room.reader.view((view) => isWelcome(view, device, invite.inviteId))))
      return Answer.rejected
    await this.#admit(device, invite)
    return this.#outcome(device)
  }

  /** What the order made of an admission. A fast-forward takes it out of the view until it is applied again. */
  async #outcome(device: DeviceRecord): Promise<Answer | null> {
    for (let look = 1; look <= STATE_LOOKS; look++) {
      if (await this.#isKnown(device)) return Answer.confirm
      const refusal = await this.#room.reader.view((view) => view.refusal(device.writerKey))
      if (refusal !== null) return answerTo(refusal)
      await this.#room.base.update()
    }
    return null
  }

  /** Is in, or waits to be: either way the device needs the room's key, to see what becomes of it. */
  #isKnown({ writerKey, identityKey }: DeviceRecord): Promise<boolean> {
    return this.#room.reader.view(async (view) => {
      if ((await view.pending(writerKey)) !== null) return true
      return (await view.device(writerKey)) !== null && (await view.departure(identityKey)) === null
    })
  }

  /** Whether an admission of ours counts: the device may write, and its person's role lets them. */
  async #mayLetIn(view: ViewReader): Promise<boolean> {
    if (!this.#room.base.writable) return false
    if (((await view.room())?.roomVersion ?? 1) < 2) return true
    const me = await presentPerson(view, this.#peer.identity.publicKey)
    return me !== null && mayDo(me.role, 'let in on an invite')
  }

  /** An admission, with the key to read with for who is in at once. */
  async #admit(device: DeviceRecord, { inviteId, maxUses }: InviteRecord): Promise<void> {
    const { identity } = this.#peer
    const { reader, sealer, writer } = this.#room
    const admission = { inviteId, device, admittedAt: this.#peer.now(), admitter: identity.device.publicKey }
    const signature = identity.sign(admissionSignable(this.#room.key, admission))
    await writer.writeAlone(() =>
      reader.read(async (reading): Promise<KnownOperation[]> => {
        const waits = maxUses !== 0 || (await needsApproval(device, { inviteId, view: reading }))
        // It may have changed since it was judged: a key that was given cannot be taken back.
        const isIn = !waits && (await this.#mayLetIn(reading)) && (await isWelcome(reading, device, inviteId))
        const keys = isIn ? await sealer.sealTo(reading, [device]) : []
        return [{ kind: 'admit', ...admission, signature }, ...keys]
      }),
    )
  }
}

/** Whether the order will let a device in, as far as can be seen now. In the first format the count decides, and more. */
async function isWelcome(view: ViewReader, device: DeviceRecord, inviteId: Uint8Array): Promise<boolean> {
  const invite = await view.invite(inviteId)
  if (invite === null || invite.revoked) return false
  if (((await view.room())?.roomVersion ?? 1) < 2) return true
  return (await entryRefusal(device, { invite, view })) === null
}

/** As far as blind-pairing's answers go. */
function answerTo(refusal: RefusalReason): Answer {
  switch (refusal) {
    case 'expired':
      return Answer.expired
    case 'banned':
    case 'declined':
      return Answer.rejected
    case 'spent':
    case 'revoked':
    case 'full':
      return Answer.spent
  }
}

/** Who asks, or null when the request does not open with this invite: then it is noise. */
function openRequest(request: BlindPairing.MemberRequest, { publicKey }: InviteRecord): DeviceRecord | null {
  try {
    const decoded = joinRequest.decode(request.open(b4a.from(publicKey)))
    return decoded.ok ? decoded.value.device : null
  } catch {
    return null
  }
}
