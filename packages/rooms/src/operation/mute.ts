import { isEqualBytes } from '@comice/protocol'
import { isAbove, mayDo } from '../role/role.ts'
import { presentPerson } from './member-device.ts'
import { authored, type AuthoredContext } from './operation-rule.ts'

/**
 * What somebody with a lower role says from here on is not shown: messages get their number and are marked, edits, reactions
 * and names do nothing. It is about the person, so it stays when they go and come back.
 */
export const muteRule = authored<'mute'>({
  async authorise({ identityKey, until }, { view, author }) {
    const { role } = author.person
    const person = await presentPerson(view, identityKey)
    if (person === null || !mayDo(role, 'mute a lower role') || !isAbove(role, person.role)) return false
    return (await view.mute(identityKey))?.until !== until
  },

  apply: ({ identityKey, until }, { view, author }) =>
    view.putMute({ identityKey, until, by: author.person.identityKey }),
})

/**
 * Who is above them takes it back at any time. They end it themselves when its time is over, which they say, and nobody can
 * check: see docs/decisions/0218-muted.md.
 */
export const unmuteRule = authored<'unmute'>({
  async authorise({ identityKey, claimedAt }, { view, author }) {
    const { role } = author.person
    const mute = await view.mute(identityKey)
    if (mute === null) return false
    if (isEqualBytes(identityKey, author.person.identityKey))
      return mute.until !== 0 && claimedAt >= mute.until
    const person = await presentPerson(view, identityKey)
    return person !== null && mayDo(role, 'take back a muting') && isAbove(role, person.role)
  },

  apply: ({ identityKey }, { view }) => view.deleteMute(identityKey),
})

/** Whether what the author says is not shown. Nobody is above an owner, so what was said before they became one ends. */
export async function isMuted({ view, author }: AuthoredContext): Promise<boolean> {
  const { role, identityKey } = author.person
  if (view.counters.mutes === 0 || role === 'owner') return false
  return (await view.mute(identityKey)) !== null
}
