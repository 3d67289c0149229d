import { mayDo } from '../role/role.ts'
import { marksOf } from './edit.ts'
import { isMuted } from './mute.ts'
import { authored } from './operation-rule.ts'
import { isOfKnownEpoch } from './post.ts'

/** Somebody's reactions to a message replace those they had. What they are is sealed. */
export const reactRule = authored<'react'>({
  async authorise({ target, body }, context) {
    const { view, author } = context
    if (!mayDo(author.person.role, 'react') || (await view.ownerOfCore(target.writerKey)) === null)
      return false
    return body === null || ((await isOfKnownEpoch(body, context)) && !(await isMuted(context)))
  },

  async apply({ target, body }, { view, author }) {
    const { identityKey } = author.person
    const had = (await view.reaction(target, identityKey)) !== null
    await view.putReaction(target, { identityKey, body })
    const marks = await marksOf(view, target)
    const reactions = marks.reactions + Number(body !== null) - Number(had)
    await view.putMarks(target, { ...marks, reactions })
  },
})
