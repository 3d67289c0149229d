import { isEqualBytes, type MessageId, type MessageMarksRecord } from '@comice/protocol'
import { mayDo } from '../role/role.ts'
import type { ViewBatch } from '../view/view-batch.ts'
import { personOfCore } from './member-device.ts'
import { isMuted } from './mute.ts'
import { authored, type AuthoredContext } from './operation-rule.ts'
import { isLate, isOfKnownEpoch } from './post.ts'

/**
 * The author of a message says it in another way: on whichever device, and not when it was deleted. Who the author is
 * follows from the core that the message is in, so the message itself need not be here.
 */
export const editRule = authored<'edit'>({
  async authorise({ target, body }, context) {
    if (!mayDo(context.author.person.role, 'edit the own message') || (await isMuted(context))) return false
    if (!(await isOwn(target, context)) || !(await isOfKnownEpoch(body, context))) return false
    return (await marksOf(context.view, target)).deletedBy === null
  },

  async apply({ target, claimedAt, body }, context) {
    const { view } = context
    const marks = await marksOf(view, target)
    // 0 means never, and nobody checks the author's clock.
    const editedAt = Math.max(1, claimedAt)
    await view.putMarks(target, { ...marks, edit: body, editedAt, isEditLate: await isLate(body, context) })
  },
})

export async function isOwn({ writerKey }: MessageId, { view, author }: AuthoredContext): Promise<boolean> {
  const person = await personOfCore(view, writerKey)
  return person !== null && isEqualBytes(person.identityKey, author.person.identityKey)
}

export async function marksOf(view: ViewBatch, target: MessageId): Promise<MessageMarksRecord> {
  const none = { edit: null, editedAt: 0, isEditLate: false, deletedBy: null, reactions: 0 }
  return (await view.marks(target)) ?? none
}
