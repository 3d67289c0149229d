import { verifySignature } from '@comice/core'
import { admissionSignable, type AdmitOp, type InviteRecord, isEqualBytes } from '@comice/protocol'
import { MAX_MEMBER_PENDING, MAX_PENDING_DEVICES, MAX_ROOM_MEMBERS } from '../constants.ts'
import { verifyDeviceRecord } from '../invite/device-record.ts'
import { mayDo } from '../role/role.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { RefusalReason } from '../view/view-encoding.ts'
import { admitDevice, entryRefusal, isNewDevice, needsApproval } from './member-device.ts'
import { authored, type AuthoredContext } from './operation-rule.ts'

/**
 * A member lets a device in. Who may: any member, in the own name, with a signature, for a device that vouches for
 * itself and is not in yet. Whether the invite still admits is decided in the agreed order, so of two admissions
 * that spend the last use at the same time one is refused, at every member the same one.
 *
 * In the second format, a device that comes on an invite that is counted, or needs an approval, waits: it is no writer,
 * and gets no epoch key, until an `approve` operation says so; see docs/decisions/0162-admission-in-two-steps.md.
 */
export const admitRule = authored<'admit'>({
  async authorise(admission, { author, roomKey, roomVersion, view }) {
    if (!isEqualBytes(author.deviceKey, admission.admitter)) return false
    if (roomVersion >= 2 && !mayDo(author.person.role, 'let in on an invite')) return false
    const { device, signature, admitter, inviteId } = admission
    if (!verifySignature(admissionSignable(roomKey, admission), signature, admitter)) return false
    if (!verifyDeviceRecord(device, inviteId)) return false
    if ((await view.invite(inviteId)) === null) return false
    return (await isNewDevice(device, view)) && (await view.pending(device.writerKey)) === null
  },

  async apply(admission, context) {
    const { roomVersion, view } = context
    const invite = await view.invite(admission.inviteId)
    if (invite === null) return
    const { device, admittedAt } = admission
    const refusal = await refusalOf(admission, invite, context)
    if (refusal !== null) {
      await view.putRefusal(device.writerKey, refusal)
      return
    }
    await view.putInvite({ ...invite, uses: invite.uses + 1 })
    const { role, inviteId } = invite
    const mustWait = roomVersion >= 2 && (await needsApproval(device, { inviteId, view }))
    if (roomVersion < 2 || (invite.maxUses === 0 && !mustWait)) {
      await admitDevice({ device, role, admittedAt }, context)
      return
    }
    await context.view.addToShare(context.author.person.identityKey, ({ pending }) => ({
      pending: pending + 1,
    }))
    const { admitter } = admission
    await view.putPending({ device, inviteId, admittedAt, admitter, role, needsApproval: mustWait })
  },
})

async function refusalOf(
  admission: AdmitOp,
  invite: InviteRecord,
  context: AuthoredContext,
): Promise<RefusalReason | null> {
  const { view, roomVersion } = context
  const refusal = inviteRefusal(admission, invite)
  if (refusal !== null) return refusal
  if (roomVersion < 2) return view.counters.people >= MAX_ROOM_MEMBERS ? 'full' : null
  const entry = await entryRefusal(admission.device, { invite, view })
  return entry ?? ((await waits(admission.device, { invite, view })) ? waitingRefusal(context) : null)
}

function inviteRefusal({ admittedAt }: AdmitOp, invite: InviteRecord): RefusalReason | null {
  if (invite.revoked) return 'revoked'
  if (invite.expiresAt !== 0 && admittedAt >= invite.expiresAt) return 'expired'
  return invite.maxUses !== 0 && invite.uses >= invite.maxUses ? 'spent' : null
}

async function waits(
  device: AdmitOp['device'],
  { invite, view }: { invite: InviteRecord; view: ViewReader },
): Promise<boolean> {
  const { maxUses, inviteId } = invite
  return maxUses !== 0 || needsApproval(device, { inviteId, view })
}

async function waitingRefusal({ view, author }: AuthoredContext): Promise<RefusalReason | null> {
  const { pending } = await view.share(author.person.identityKey)
  return pending >= MAX_MEMBER_PENDING || view.counters.pending >= MAX_PENDING_DEVICES ? 'full' : null
}
