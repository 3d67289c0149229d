import { MAX_ROOM_INVITES } from '../constants.ts'
import type { OperationRule } from './operation-rule.ts'

/** Any member may invite members. Other roles come with the issue that gives them a meaning. */
export const inviteRule: OperationRule<'invite'> = {
  async authorise({ inviteId, role }, { view, author }) {
    if (author === null || role !== 'member') return false
    if (view.counters.invites >= MAX_ROOM_INVITES) return false
    return (await view.invite(inviteId)) === null
  },

  async apply({ inviteId, publicKey, expiresAt, maxUses, role }, { view, author }) {
    if (author === null) return
    const createdBy = author.person.identityKey
    await view.putInvite({
      inviteId,
      publicKey,
      expiresAt,
      maxUses,
      role,
      uses: 0,
      revoked: false,
      createdBy,
    })
  },
}
