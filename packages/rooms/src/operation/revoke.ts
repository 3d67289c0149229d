import { isEqualBytes, type InviteRecord } from '@comice/protocol'
import { isAbove, mayDo } from '../role/role.ts'
import { presentPerson } from './member-device.ts'
import { authored, type AuthoredContext } from './operation-rule.ts'

/** Who made an invite may revoke it; so may the owner, and in the second format moderators that of a lower role. */
export const revokeRule = authored<'revoke'>({
  async authorise({ inviteId }, context) {
    const { author, roomVersion, view } = context
    const invite = await view.invite(inviteId)
    if (invite === null) return false
    const isOwn = isEqualBytes(author.person.identityKey, invite.createdBy)
    if (roomVersion >= 2)
      return isOwn ? mayDo(author.person.role, 'revoke the own invite') : mayJudge(invite, context)
    return author.person.role === 'owner' || isOwn
  },

  async apply({ inviteId }, { view }) {
    const invite = await view.invite(inviteId)
    if (invite !== null) await view.putInvite({ ...invite, revoked: true })
  },
})

async function mayJudge({ createdBy }: InviteRecord, { view, author }: AuthoredContext): Promise<boolean> {
  const maker = await presentPerson(view, createdBy)
  const { role } = author.person
  // Invites of who is gone are revoked already.
  return maker !== null && mayDo(role, 'revoke an invite of a lower role') && isAbove(role, maker.role)
}
