import type { SealedBody } from '@comice/protocol'
import { mayDo } from '../role/role.ts'
import { isMuted } from './mute.ts'
import { authored, type AuthoredContext } from './operation-rule.ts'

/** Somebody speaks. What they say is sealed, and nothing that `apply` looks at. */
export const postRule = authored<'post'>({
  authorise: async ({ body }, context) => (await mayPost(context)) && isOfKnownEpoch(body, context),

  async apply({ claimedAt, body }, context) {
    const { view, author, writerKey, index } = context
    const { deviceKey, person } = author
    const { identityKey } = person
    const isNotShown = await isMuted(context)
    await view.addSealedMessage(
      {
        id: { writerKey, index },
        identityKey,
        deviceKey,
        claimedAt,
        body,
        isLate: await isLate(body, context),
      },
      { isMuted: isNotShown },
    )
  },
})

export async function mayPost({ view, author }: AuthoredContext): Promise<boolean> {
  const { role } = author.person
  return mayDo(role, (await view.kind()) === 'broadcast' ? 'post in a broadcast' : 'post')
}

/** Whoever seals has seen the epoch, so it is in the order before. */
export async function isOfKnownEpoch({ epochId }: SealedBody, { view }: AuthoredContext): Promise<boolean> {
  return (await view.epoch(epochId)) !== null
}

/** Whether somebody may read this who was removed before it: its author had not seen that. */
export async function isLate({ epochId }: SealedBody, { view }: AuthoredContext): Promise<boolean> {
  const [epoch, current] = [await view.epoch(epochId), await view.currentEpoch()]
  return epoch === null || current === null || epoch.isStale || epoch.number < current.safeFrom
}
