import { mayDo } from '../role/role.ts'
import { isMuted } from './mute.ts'
import { authored } from './operation-rule.ts'

/** A member takes another nickname. It is the person's, whichever device says so. */
export const profileRule = authored<'profile'>({
  authorise: async (_profile, context) => {
    const { author, roomVersion } = context
    return roomVersion < 2 || (mayDo(author.person.role, 'take another name') && !(await isMuted(context)))
  },

  apply: ({ name }, { view, author }) => view.putPerson({ ...author.person, name }),
})
