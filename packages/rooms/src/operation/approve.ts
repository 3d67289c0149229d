import { MAX_ROOM_MEMBERS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { admitDevice } from './member-device.ts'
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
    await view.deletePending(writerKey)
    const { device } = pending
    if (!on) return view.putRefusal(writerKey, 'declined')
    const departure = await view.departure(device.identityKey)
    if (departure?.departure === 'banned') return view.putRefusal(writerKey, 'banned')
    if (view.counters.people >= MAX_ROOM_MEMBERS) return view.putRefusal(writerKey, 'full')
    await admitDevice(pending, context)
  },
})
