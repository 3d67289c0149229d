import { mayDo } from '../role/role.ts'
import { authored } from './operation-rule.ts'

/** A member takes another nickname. It is the person's, whichever device says so. */
export const profileRule = authored<'profile'>({
  authorise: (_profile, { author, roomVersion }) =>
    roomVersion < 2 || mayDo(author.person.role, 'take another name'),

  apply: ({ name }, { view, author }) => view.putPerson({ ...author.person, name }),
})
