import { isAbove, mayDo } from '../role/role.ts'
import { isOwn, marksOf } from './edit.ts'
import { personOfCore } from './member-device.ts'
import { authored } from './operation-rule.ts'

/** A message is taken away for everybody: the own one, or, by moderators, that of somebody with a lower role. */
export const deleteRule = authored<'delete'>({
  async authorise({ target }, context) {
    const { view, author } = context
    const { role } = author.person
    const by = await personOfCore(view, target.writerKey)
    if (by === null || (await marksOf(view, target)).deletedBy !== null) return false
    if (await isOwn(target, context)) return mayDo(role, 'delete the own message')
    // Whoever is gone has no role any more.
    const isGone = (await view.departure(by.identityKey)) !== null
    return mayDo(role, 'delete the message of a lower role') && (isGone || isAbove(role, by.role))
  },

  async apply({ target }, { view, author }) {
    const marks = await marksOf(view, target)
    const deletedBy = author.person.identityKey
    await view.putMarks(target, { ...marks, edit: null, editedAt: 0, isEditLate: false, deletedBy })
    await view.deletePin(target)
  },
})
