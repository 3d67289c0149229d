import type { OperationRule } from './operation-rule.ts'

/** A member takes another nickname. It is the person's, whichever device says so. */
export const profileRule: OperationRule<'profile'> = {
  authorise: (_profile, { author }) => author !== null,

  async apply({ name }, { view, author }) {
    if (author !== null) await view.putPerson({ ...author.person, name })
  },
}
