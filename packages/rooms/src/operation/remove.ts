import { isAbove, mayDo } from '../role/role.ts'
import { depart } from './member-device.ts'
import { authored } from './operation-rule.ts'

/** Somebody with a lower role is put out, with all devices, or kept from coming back. */
export const removeRule = authored<'remove'>({
  async authorise({ identityKey, ban }, { view, author }) {
    const { role } = author.person
    const person = await view.person(identityKey)
    const departure = await view.departure(identityKey)
    if (person === null || !mayDo(role, ban ? 'ban a lower role' : 'remove a lower role')) return false
    if (departure !== null) return ban && departure.departure !== 'banned'
    return isAbove(role, person.role)
  },

  async apply({ identityKey, ban }, context) {
    const { view, author } = context
    const person = await view.person(identityKey)
    if (person === null) return
    const by = author.person.identityKey
    await depart(person, { departure: ban ? 'banned' : 'removed', by }, context)
  },
})

/** Invites admit somebody again who was banned. They are not in by it. */
export const unbanRule = authored<'unban'>({
  async authorise({ identityKey }, { view, author }) {
    const departure = await view.departure(identityKey)
    return departure?.departure === 'banned' && mayDo(author.person.role, 'take back a ban')
  },

  async apply({ identityKey }, { view, author }) {
    const departure = await view.departure(identityKey)
    const by = author.person.identityKey
    if (departure !== null) await view.putDeparture({ ...departure, departure: 'removed', by })
  },
})
