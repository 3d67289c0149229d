import { isMuted } from './mute.ts'
import { mayPost } from './post.ts'
import { authored } from './operation-rule.ts'

/**
 * Any member may speak. The record holds who, not what they are called, so a rename relabels it. In a room of the second
 * format, whoever has not seen it become one still speaks like this. Who is muted must not: in plain there is no other record
 * for what is not shown.
 */
export const messageRule = authored<'message'>({
  authorise: async (_message, context) =>
    context.roomVersion < 2 || ((await mayPost(context)) && !(await isMuted(context))),

  apply: ({ text, claimedAt, replyTo }, { view, author, writerKey, index }) =>
    view.addMessage({
      id: { writerKey, index },
      identityKey: author.person.identityKey,
      deviceKey: author.deviceKey,
      text,
      claimedAt,
      replyTo,
    }),
})
