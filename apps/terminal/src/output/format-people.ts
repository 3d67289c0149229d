/** How invites, and people who wait or went, look to people. */
import type { FormerMember, InviteInfo, PendingJoin } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { plural } from './format.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

/** `1 of 3 used, until 2026-12-05, as member  ab12cd34…`: with the whole id, which `revoke` takes. */
export function formatInvite(invite: InviteInfo): string {
  const { id, uses, maxUses, expiresAt, role, needsApproval, revoked } = invite
  const facts = [
    maxUses === null ? `${plural(uses, 'use')}, any number` : `${uses} of ${maxUses} used`,
    expiresAt === null ? 'never expires' : `until ${new Date(expiresAt).toISOString().slice(0, 10)}`,
    `as ${role}`,
    ...(needsApproval ? ['needs an approval'] : []),
    ...(revoked ? [paint('yellow', 'revoked')] : []),
  ]
  return `${facts.join(', ')}  ${paint('dim', id)}`
}

/** `carol  as member, waits for an approval  ab12cd34…`: with the whole id, which `approve` takes. */
export function formatPending({ id, person, name, role, needsApproval }: PendingJoin): string {
  const known = paint('bold', displayName(name, shortKey(person)))
  const why = needsApproval ? 'waits for an approval' : 'waits until the room agrees'
  return `${known}  as ${role}, ${why}  ${paint('dim', id)}`
}

/** `bob  removed, wrote 1 thing after it`, and below it what is known of that. */
export function formatFormer({ id, name, departure, heldBack, messages }: FormerMember): string {
  const known = paint('bold', displayName(name, shortKey(id)))
  const after = heldBack === 0 ? '' : `, wrote ${plural(heldBack, 'thing')} after it`
  const kept = messages.map(
    ({ text }) => `\n    ${sanitizeText(text, { newlines: true }).replaceAll('\n', '\n    ')}`,
  )
  return `${known}  ${departure}${after}  ${paint('dim', shortKey(id))}${kept.join('')}`
}
