import { depart, ensureOwner } from './member-device.ts'
import { authored } from './operation-rule.ts'

/** Somebody leaves. A room whose last owner does, with whatever client, gets another. */
export const leaveRule = authored<'leave'>({
  authorise: () => true,

  async apply(_leave, context) {
    const { person } = context.author
    await depart(person, { departure: 'left', by: person.identityKey }, context)
    await ensureOwner(context)
  },
})
