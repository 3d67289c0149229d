import { mayDo } from '../role/role.ts'
import { admitDevice, endWaiting, entryRefusal } from './member-device.ts'
import { authored } from './operation-rule.ts'

/**
 * A device that waits is let in, or sent away. Letting in who waits only for the order is every member's; letting in who
 * needs an approval, and sending away, is the moderators'.
 */
export const approveRule = authored<'approve'>({
  async authorise({ writerKey, on }, { view, author }) {
    const pending = await view.pending(writerKey)
    if (pending === null) return false
    const isJudgement = pending.needsApproval || !on
    return mayDo(author.person.role, isJudgement ? 'approve who waits' : 'let in on an invite')
  },

  async apply({ writerKey, on }, context) {
    const { view } = context
    const pending = await view.pending(writerKey)
    if (pending === null) return
    await endWaiting(pending, view)
    if (!on) return view.putRefusal(writerKey, 'declined')
    const invite = await view.invite(pending.inviteId)
    // What has changed since it was let wait: somebody was banned, or the room is full now.
    const refusal = invite === null ? 'revoked' : await entryRefusal(pending.device, { invite, view })
    if (refusal !== null) return view.putRefusal(writerKey, refusal)
    await admitDevice(pending, context)
  },
})
