import { type EpochOp, isEqualBytes, type SealedKey } from '@comice/protocol'
import { mayDo } from '../role/role.ts'
import type { ViewBatch } from '../view/view-batch.ts'
import { isPresentDevice } from './member-device.ts'
import { authored } from './operation-rule.ts'

/**
 * Whoever writes may make an epoch: leaving somebody out needs a right, a new key does not. It is the current one from
 * here on, and stale at once when it was sealed to somebody who is not in the room at this place in the order.
 */
export const epochRule = authored<'epoch'>({
  async authorise({ epochId, sealed }, { view, author }) {
    if (!mayDo(author.person.role, 'make an epoch') || sealed.length === 0) return false
    const known = await view.epoch(epochId)
    return known === null || !isEqualBytes(known.deviceKey, author.deviceKey)
  },

  async apply({ epochId, links, without, sealed }, { view, author }) {
    const isStale = !(await arePresent(sealed, view))
    const { deviceKey } = author
    const known = await view.epoch(epochId)
    if (known !== null) {
      // Somebody took its id, which the room's key shows, and stands before it in the order: the true seals still count.
      if (isStale && known.number === (await view.currentEpoch())?.number) await view.markEpochStale()
      await view.addSeals(known.number, sealed)
      return
    }
    const number = await view.addEpoch({ epochId, deviceKey, links, without, isStale })
    await view.addSeals(number, sealed)
  },
})

/**
 * Of somebody who is gone: nobody seals under it from here on, but those who had not seen the departure did, and what they
 * said must not vanish.
 */
export async function keepEpoch(
  { epochId, links, without, sealed }: EpochOp,
  { view, deviceKey }: { view: ViewBatch; deviceKey: Uint8Array },
): Promise<void> {
  if (sealed.length === 0 || (await view.epoch(epochId)) !== null) return
  const number = await view.keepEpoch({ epochId, deviceKey, links, without, isStale: true })
  await view.addSeals(number, sealed)
}

/** More devices get the current epoch's key. Of an older one they are not told: the current one leads to it. */
export const epochSealRule = authored<'epoch-seal'>({
  async authorise({ epochId, sealed }, { view, author }) {
    if (!mayDo(author.person.role, 'make an epoch') || sealed.length === 0) return false
    const epoch = await view.epoch(epochId)
    return epoch !== null && epoch.number === (await view.currentEpoch())?.number
  },

  async apply({ epochId, sealed }, { view }) {
    const epoch = await view.epoch(epochId)
    if (epoch === null) return
    if (!(await arePresent(sealed, view))) await view.markEpochStale()
    await view.addSeals(epoch.number, sealed)
  },
})

async function arePresent(sealed: readonly SealedKey[], view: ViewBatch): Promise<boolean> {
  for (const { deviceKey } of sealed) if (!(await isPresentDevice(view, deviceKey))) return false
  return true
}
