import { isEqualBytes } from '@comice/protocol'
import type { OperationRule } from './operation-rule.ts'

/** Who made an invite may revoke it, and so may the owner. */
export const revokeRule: OperationRule<'revoke'> = {
  async authorise({ inviteId }, { view, author }) {
    const invite = await view.invite(inviteId)
    if (author === null || invite === null) return false
    return author.person.role === 'owner' || isEqualBytes(author.person.identityKey, invite.createdBy)
  },

  async apply({ inviteId }, { view }) {
    const invite = await view.invite(inviteId)
    if (invite !== null) await view.putInvite({ ...invite, revoked: true })
  },
}
