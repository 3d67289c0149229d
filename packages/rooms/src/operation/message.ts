import type { OperationRule } from './operation-rule.ts'

/** Any member may speak. The record holds who, not what they are called, so a rename relabels it. */
export const messageRule: OperationRule<'message'> = {
  authorise: (_message, { author }) => author !== null,

  async apply({ text, claimedAt, replyTo }, { view, author, writerKey, index }) {
    if (author === null) return
    const { identityKey } = author.person
    await view.addMessage({
      id: { writerKey, index },
      identityKey,
      deviceKey: author.deviceKey,
      text,
      claimedAt,
      replyTo,
    })
  },
}
