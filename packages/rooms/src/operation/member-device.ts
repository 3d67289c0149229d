/** Lets devices and people in, and out, within `apply`. */
import {
  type DeviceRecord,
  type InviteRecord,
  isEqualBytes,
  type MemberRecord,
  type PendingRecord,
  type Role,
} from '@comice/protocol'
import b4a from 'b4a'
import { DIRECT_ROOM_MEMBERS, MAX_MEMBER_DEVICES, MAX_ROOM_MEMBERS } from '../constants.ts'
import { mayDo, mayGive, rankOf } from '../role/role.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { ViewBatch } from '../view/view-batch.ts'
import type { RefusalReason } from '../view/view-encoding.ts'
import type { OperationContext } from './operation-rule.ts'

export interface Admitted {
  readonly device: DeviceRecord
  readonly role: Role
  readonly admittedAt: number
}

/**
 * Why a device may not come in at this place in the order, in the second format. Whoever made the invite must still be
 * in, and may still give its role. Whoever is about to let somebody in looks too, or would give a key to who is refused.
 */
export async function entryRefusal(
  { identityKey, writerKey }: DeviceRecord,
  { invite, view }: { invite: InviteRecord; view: ViewReader },
): Promise<RefusalReason | null> {
  if ((await view.departure(identityKey))?.departure === 'banned') return 'banned'
  const maker = await presentPerson(view, invite.createdBy)
  if (maker === null || !mayDo(maker.role, 'invite') || !mayGive(maker.role, invite.role)) return 'revoked'
  const isKnown = (await view.device(writerKey)) !== null
  if (!isKnown && (await view.share(identityKey)).devices >= MAX_MEMBER_DEVICES) return 'full'
  // Another device of somebody who is in takes no place.
  if ((await presentPerson(view, identityKey)) !== null) return null
  const limit = (await view.kind()) === 'direct' ? DIRECT_ROOM_MEMBERS : MAX_ROOM_MEMBERS
  return (await view.state()).people >= limit ? 'full' : null
}

/**
 * Core and device are not in; those of somebody who is gone may come back, both together. A device that its person put out
 * never is new: it has a core, and the core no device.
 */
export async function isNewDevice(
  { writerKey, deviceKey, identityKey }: DeviceRecord,
  view: ViewReader,
): Promise<boolean> {
  const core = await view.device(writerKey)
  const writer = await view.writerOf(deviceKey)
  if (core === null && writer === null) return (await view.removedDevice(writerKey)) === null
  if (core === null || writer === null || !isEqualBytes(writer, writerKey)) return false
  return isEqualBytes(core.identityKey, identityKey) && (await presentPerson(view, identityKey)) === null
}

/**
 * Whether somebody must approve a device: the invite says so, or its person has put out a device, in the room or before they
 * left it. Who has that one can make others that the identity vouches for, and has perhaps kept an invite.
 */
export async function needsApproval(
  { identityKey }: DeviceRecord,
  { inviteId, view }: { inviteId: Uint8Array; view: ViewReader },
): Promise<boolean> {
  if (await view.isGated(inviteId)) return true
  return (await view.removedDevices()).some((owner) => isEqualBytes(owner.identityKey, identityKey))
}

/** The device writes from here on, or only reads, and its person is in. */
export async function admitDevice(
  { device, role, admittedAt }: Admitted,
  context: OperationContext,
): Promise<void> {
  const { view } = context
  const { identityKey, deviceKey, writerKey, name } = device
  const person = await presentPerson(view, identityKey)
  // Another device of somebody who is in already: their name and role stay.
  const now = person?.role ?? role
  if (person === null) {
    const joinedSeq = view.counters.messages
    await view.putPerson({ identityKey, deviceKey, writerKey, name, role, admittedAt, joinedSeq })
    await comeBack(identityKey, context)
  }
  if (context.roomVersion >= 2 && (await view.device(writerKey)) === null)
    await view.addToShare(identityKey, ({ devices }) => ({ devices: devices + 1 }))
  const isWriter = (await view.device(writerKey)) !== null && !(await view.isSilent(writerKey))
  await view.putDevice(writerKey, { identityKey, deviceKey })
  // A core that was let in once stays a writer; what its person may do is looked up for each operation.
  if (isWriter) return
  if (now === 'reader') await view.putSilent(writerKey, true)
  else await letWrite(writerKey, context)
}

/** What is held back of somebody goes on to be counted where it ended: each number is given once. */
async function comeBack(identityKey: Uint8Array, { view }: OperationContext): Promise<void> {
  const departure = await view.departure(identityKey)
  if (departure === null) return
  const { heldBack } = departure
  if (heldBack > 0) await view.addToShare(identityKey, () => ({ heldBack }))
  await view.deleteDeparture(identityKey)
}

async function letWrite(writerKey: Uint8Array, { view, admitWriter }: OperationContext): Promise<void> {
  if (await view.isSilent(writerKey)) await view.putSilent(writerKey, false)
  await admitWriter(writerKey)
}

/** Somebody who is in the room now. */
export async function presentPerson(view: ViewReader, identityKey: Uint8Array): Promise<MemberRecord | null> {
  const person = await view.person(identityKey)
  return person === null || (await view.departure(identityKey)) !== null ? null : person
}

/** Whose core this is, in the room or not any more. */
export async function personOfCore(view: ViewBatch, writerKey: Uint8Array): Promise<MemberRecord | null> {
  const owner = await view.ownerOfCore(writerKey)
  return owner === null ? null : view.person(owner.identityKey)
}

export async function isPresentDevice(view: ViewBatch, deviceKey: Uint8Array): Promise<boolean> {
  const writerKey = await view.writerOf(deviceKey)
  const device = writerKey === null ? null : await view.device(writerKey)
  return device !== null && (await presentPerson(view, device.identityKey)) !== null
}

/** Devices of somebody who only read, and do more now, write from here on. */
export async function giveRole(person: MemberRecord, role: Role, context: OperationContext): Promise<void> {
  const { view } = context
  await view.putPerson({ ...person, role })
  if (role === 'reader') return
  for (const { writerKey, owner } of await view.devices()) {
    const isTheirs = isEqualBytes(owner.identityKey, person.identityKey)
    if (isTheirs && (await view.isSilent(writerKey))) await letWrite(writerKey, context)
  }
}

export type DepartureReason = 'left' | 'removed' | 'banned'

/** Somebody is out: so are their invites, and what is said from here on must not be sealed under the present epoch. */
export async function depart(
  person: MemberRecord,
  { departure, by }: { departure: DepartureReason; by: Uint8Array },
  { view }: OperationContext,
): Promise<void> {
  const { identityKey } = person
  const before = await view.departure(identityKey)
  const seq = before?.seq ?? view.counters.messages
  const { heldBack } = before ?? (await view.share(identityKey))
  await view.putDeparture({ identityKey, departure, by, seq, heldBack })
  await sendAwayDevices(identityKey, { view, departure })
  if (before !== null) return
  await view.endEpochs()
  for (const invite of await view.invites()) {
    const isTheirs = isEqualBytes(invite.createdBy, identityKey)
    if (isTheirs && !invite.revoked) await view.putInvite({ ...invite, revoked: true })
  }
}

/** Devices of theirs, and those that they let wait. Else a device of theirs that waits would be let in by somebody's program, and they be back without anybody's will. */
async function sendAwayDevices(
  identityKey: Uint8Array,
  { view, departure }: { view: ViewBatch; departure: DepartureReason },
): Promise<void> {
  if (view.counters.pending === 0) return
  for (const pending of await view.allPending()) {
    const { device, admitter } = pending
    const isTheirs = isEqualBytes(device.identityKey, identityKey)
    // What was let wait by somebody who means harm takes up no place any more; who was honest asks again.
    const isLetWait = departure !== 'left' && (await isDeviceOf(view, { deviceKey: admitter, identityKey }))
    if (!isTheirs && !isLetWait) continue
    await endWaiting(pending, view)
    await view.putRefusal(device.writerKey, isTheirs && departure === 'banned' ? 'banned' : 'declined')
  }
}

/** A device waits no more, and who let it wait may let another one. */
export async function endWaiting({ device, admitter }: PendingRecord, view: ViewBatch): Promise<void> {
  await view.deletePending(device.writerKey)
  const by = await personOfDevice(view, admitter)
  if (by !== null) await view.addToShare(by, ({ pending }) => ({ pending: Math.max(0, pending - 1) }))
}

async function isDeviceOf(
  view: ViewBatch,
  { deviceKey, identityKey }: { deviceKey: Uint8Array; identityKey: Uint8Array },
): Promise<boolean> {
  const person = await personOfDevice(view, deviceKey)
  return person !== null && isEqualBytes(person, identityKey)
}

/** Whose device this is, in the room or not any more. */
async function personOfDevice(view: ViewBatch, deviceKey: Uint8Array): Promise<Uint8Array | null> {
  const writerKey = await view.writerOf(deviceKey)
  return writerKey === null ? null : ((await view.ownerOfCore(writerKey))?.identityKey ?? null)
}

/** Everybody who is in the room now. */
export async function presentPeople(view: ViewBatch): Promise<MemberRecord[]> {
  const present: MemberRecord[] = []
  for (const person of await view.people()) {
    if ((await view.departure(person.identityKey)) === null) present.push(person)
  }
  return present
}

/**
 * A room without an owner gets one: of those with the highest role, who has been in for longest; of those who came
 * between the same two messages, the smallest identity key.
 */
export async function ensureOwner(context: OperationContext): Promise<void> {
  const present = await presentPeople(context.view)
  if (present.some(({ role }) => role === 'owner')) return
  const [heir] = present.sort(
    (a, b) =>
      rankOf(a.role) - rankOf(b.role) ||
      a.joinedSeq - b.joinedSeq ||
      b4a.compare(a.identityKey, b.identityKey),
  )
  if (heir !== undefined) await giveRole(heir, 'owner', context)
}
