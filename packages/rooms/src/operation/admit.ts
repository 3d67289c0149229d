import { verifySignature } from '@comice/core'
import { admissionSignable, type AdmitOp, type InviteRecord, isEqualBytes } from '@comice/protocol'
import { MAX_ROOM_MEMBERS } from '../constants.ts'
import { verifyDeviceRecord } from '../invite/device-record.ts'
import type { RefusalReason, RoomState } from '../view/view-encoding.ts'
import type { OperationContext, OperationRule } from './operation-rule.ts'

/**
 * A member lets a device in. Who may: any member, in the own name, with a signature, for a device that vouches for
 * itself and is not in yet. Whether the invite still admits is decided in the agreed order, so of two admissions
 * that spend the last use at the same time one is refused, at every member the same one.
 */
export const admitRule: OperationRule<'admit'> = {
  async authorise(admission, context) {
    const { author, roomKey, view } = context
    if (author === null || !isEqualBytes(author.deviceKey, admission.admitter)) return false
    const { device, signature, admitter, inviteId } = admission
    if (!verifySignature(admissionSignable(roomKey, admission), signature, admitter)) return false
    if (!verifyDeviceRecord(device, inviteId)) return false
    if ((await view.invite(inviteId)) === null) return false
    return (await view.device(device.writerKey)) === null && !(await view.hasDevice(device.deviceKey))
  },

  async apply(admission, context) {
    const { view } = context
    const invite = await view.invite(admission.inviteId)
    if (invite === null) return
    const { device } = admission
    const refusal = refusalOf(admission, invite, view.counters)
    if (refusal !== null) {
      await view.putRefusal(device.writerKey, refusal)
      return
    }
    await context.admitWriter(device.writerKey)
    await view.putInvite({ ...invite, uses: invite.uses + 1 })
    await addMember(admission, invite, context)
  },
}

function refusalOf(
  { admittedAt }: AdmitOp,
  invite: InviteRecord,
  counters: Readonly<RoomState>,
): RefusalReason | null {
  if (invite.revoked) return 'revoked'
  if (invite.expiresAt !== 0 && admittedAt >= invite.expiresAt) return 'expired'
  if (invite.maxUses !== 0 && invite.uses >= invite.maxUses) return 'spent'
  return counters.people >= MAX_ROOM_MEMBERS ? 'full' : null
}

async function addMember(
  { device, admittedAt }: AdmitOp,
  { role }: InviteRecord,
  { view }: OperationContext,
) {
  const { identityKey, deviceKey, writerKey, name } = device
  // Another device of somebody who is in already: their name and role stay.
  if ((await view.person(identityKey)) === null) {
    const joinedSeq = view.counters.messages
    await view.putPerson({ identityKey, deviceKey, writerKey, name, role, admittedAt, joinedSeq })
  }
  await view.putDevice(writerKey, { identityKey, deviceKey })
}
