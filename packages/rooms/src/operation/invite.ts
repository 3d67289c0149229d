import { encodeHex, type InviteOp, type InviteRecord, isEqualBytes } from '@comice/protocol'
import { DIRECT_ROOM_MEMBERS, MAX_MEMBER_INVITES, MAX_ROOM_INVITES } from '../constants.ts'
import { mayDo, mayGive } from '../role/role.ts'
import type { ViewReader } from '../view/room-view.ts'
import type { ViewBatch } from '../view/view-batch.ts'
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
  const { view, author, roomVersion } = context
  if (roomVersion < 2 ? role !== 'member' : !(await mayInvite(role, context))) return false
  if ((await view.invite(inviteId)) !== null) return false
  if (roomVersion < 2) return view.counters.invites < MAX_ROOM_INVITES
  return (await placeFor(view, author.person.identityKey)) !== 'none'
}

/** An invite that has to go first, or that there is room for one more of this person, or none. */
export async function placeFor(
  view: ViewReader,
  identityKey: Uint8Array,
): Promise<InviteRecord | 'free' | 'none'> {
  const isOwnFull = (await view.share(identityKey)).invites >= MAX_MEMBER_INVITES
  if (!isOwnFull && (await view.state()).invites < MAX_ROOM_INVITES) return 'free'
  const waiting = (await view.allPending()).map(({ inviteId }) => encodeHex(inviteId))
  const isDead = ({ inviteId, maxUses, uses, revoked }: InviteRecord) =>
    revoked || (maxUses !== 0 && uses >= maxUses && !waiting.includes(encodeHex(inviteId)))
  // In the order of their ids, so that everybody finds the same one.
  const dead = (await view.invites()).find(
    (invite) => isDead(invite) && (!isOwnFull || isEqualBytes(invite.createdBy, identityKey)),
  )
  return dead ?? 'none'
}

async function mayInvite(role: InviteOp['role'], { view, author }: AuthoredContext): Promise<boolean> {
  if (!mayDo(author.person.role, 'invite') || !mayGive(author.person.role, role)) return false
  return (await view.kind()) !== 'direct' || view.counters.people < DIRECT_ROOM_MEMBERS
}

async function putInvite(
  { inviteId, publicKey, expiresAt, maxUses, role }: InviteOp,
  { view, author, roomVersion }: AuthoredContext,
): Promise<void> {
  const createdBy = author.person.identityKey
  if (roomVersion >= 2) await takePlace(view, createdBy)
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

/** An invite of who is gone, or one that is used up, makes room for the new one. */
async function takePlace(view: ViewBatch, identityKey: Uint8Array): Promise<void> {
  const place = await placeFor(view, identityKey)
  if (typeof place === 'object') {
    await view.addToShare(place.createdBy, ({ invites }) => ({ invites: Math.max(0, invites - 1) }))
    await view.deleteInvite(place.inviteId)
  }
  await view.addToShare(identityKey, ({ invites }) => ({ invites: invites + 1 }))
}
