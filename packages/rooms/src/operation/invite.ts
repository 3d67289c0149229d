import type { InviteOp } from '@comice/protocol'
import { DIRECT_ROOM_MEMBERS, MAX_ROOM_INVITES } from '../constants.ts'
import { mayDo, mayGive } from '../role/role.ts'
import { type AuthoredContext, authored } from './operation-rule.ts'

/**
 * Any member may invite. In the first format, as a member; in the second, as whatever is not above the own role, and not
 * into a room of two that has both.
 */
export const inviteRule = authored<'invite'>({ authorise, apply: putInvite })

/** The same, and whoever comes in by it waits for an approval. */
export const gatedInviteRule = authored<'gated-invite'>({
  authorise,
  async apply(invite, context) {
    await putInvite(invite, context)
    await context.view.putGated(invite.inviteId)
  },
})

async function authorise({ inviteId, role }: InviteOp, context: AuthoredContext): Promise<boolean> {
  const { view, roomVersion } = context
  if (roomVersion < 2 ? role !== 'member' : !(await mayInvite(role, context))) return false
  if (view.counters.invites >= MAX_ROOM_INVITES) return false
  return (await view.invite(inviteId)) === null
}

async function mayInvite(role: InviteOp['role'], { view, author }: AuthoredContext): Promise<boolean> {
  if (!mayDo(author.person.role, 'invite') || !mayGive(author.person.role, role)) return false
  return (await view.kind()) !== 'direct' || view.counters.people < DIRECT_ROOM_MEMBERS
}

async function putInvite(
  { inviteId, publicKey, expiresAt, maxUses, role }: InviteOp,
  { view, author }: AuthoredContext,
): Promise<void> {
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
}
