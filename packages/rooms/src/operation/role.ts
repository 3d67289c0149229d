import { isEqualBytes } from '@comice/protocol'
import { isAbove, mayDo, mayGive } from '../role/role.ts'
import { giveRole, presentPeople, presentPerson } from './member-device.ts'
import { authored } from './operation-rule.ts'

/** Somebody gets another role: from who is above them, and not one above that. Oneself may take a lower one. */
export const roleRule = authored<'role'>({
  async authorise({ identityKey, role }, { view, author }) {
    const person = await presentPerson(view, identityKey)
    if (person === null || role === 'unknown' || role === person.role) return false
    const { person: me } = author
    if (isEqualBytes(me.identityKey, identityKey)) {
      if (!isAbove(me.role, role)) return false
      // The last owner stays one.
      const owners = (await presentPeople(view)).filter((one) => one.role === 'owner')
      return me.role !== 'owner' || owners.length > 1
    }
    return mayDo(me.role, 'change a lower role') && isAbove(me.role, person.role) && mayGive(me.role, role)
  },

  async apply({ identityKey, role }, context) {
    const person = await presentPerson(context.view, identityKey)
    if (person !== null) await giveRole(person, role, context)
  },
})
