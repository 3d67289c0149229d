import { MAX_ROOM_PINS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { marksOf } from './edit.ts'
import { authored } from './operation-rule.ts'

/** Moderators pin messages, and take pins off. */
export const pinRule = authored<'pin'>({
  async authorise({ target, on }, { view, author }) {
    if (!mayDo(author.person.role, 'pin')) return false
    const isPinned = (await view.pin(target)) !== null
    if (!on) return isPinned
    if (isPinned || view.counters.pins >= MAX_ROOM_PINS) return false
    if ((await view.ownerOfCore(target.writerKey)) === null) return false
    return (await marksOf(view, target)).deletedBy === null
  },

  apply: ({ target, seq, on }, { view, author }) =>
    on ? view.putPin({ target, seq, by: author.person.identityKey }) : view.deletePin(target),
})
