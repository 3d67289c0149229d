import { type EpochOp, type EpochRecord, isEqualBytes, type SealedKey } from '@comice/protocol'
import { MAX_EPOCH_SEALS, MAX_MEMBER_EPOCHS, MAX_MEMBER_KEPT_EPOCHS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import type { ViewBatch } from '../view/view-batch.ts'
import type { DeviceOwner } from '../view/view-encoding.ts'
import { isPresentDevice } from './member-device.ts'
import { type AuthoredContext, authored } from './operation-rule.ts'

/**
 * Whoever writes may make an epoch: leaving somebody out needs a right, a new key does not. It is the current one from
 * here on, and stale at once when it was sealed to somebody who is not in the room at this place in the order.
 *
 * That of a reader is not to be used, nor are those of a member who makes one after the other without need. Others, who did not
 * know that, may have spoken under it, so it is kept as one of who is gone is.
 */
export const epochRule = authored<'epoch'>({
  async authorise({ epochId, sealed }, context) {
    const { view, author } = context
    if (sealed.length === 0) return false
    const known = await view.epoch(epochId)
    if (known !== null) {
      // Somebody took its id, which the room's key shows, and stands before it in the order: the true seals still count.
      if (!mayDo(author.person.role, 'make an epoch') || isEqualBytes(known.deviceKey, author.deviceKey))
        return false
      return (await hasRoomForSeals(known, { sealed, view })) || mayKeepOne(context)
    }
    return (await mayReplace(context)) || mayKeepOne(context)
  },

  async apply(epoch, context) {
    const { view, author } = context
    const { epochId, links, without, sealed } = epoch
    const isStale = !(await arePresent(sealed, view))
    const { deviceKey } = author
    const { identityKey } = author.person
    const known = await view.epoch(epochId)
    if (known !== null) {
      if (!(await hasRoomForSeals(known, { sealed, view }))) await countKept(identityKey, view)
      if (isStale && known.number === (await view.currentEpoch())?.number) await view.markEpochStale()
      await view.addSeals(known.number, sealed)
      return
    }
    if (!(await mayReplace(context))) {
      await countKept(identityKey, view)
      return keepEpoch(epoch, { view, deviceKey })
    }
    await countEpoch(identityKey, view)
    const number = await view.addEpoch({ epochId, deviceKey, links, without, isStale })
    await view.addSeals(number, sealed)
  },
})

/** Whether an epoch of the author takes the place of the current one. */
async function mayReplace({ view, author }: AuthoredContext): Promise<boolean> {
  if (!mayDo(author.person.role, 'make an epoch')) return false
  return (await isCalledFor(view)) || (await epochsOf(author.person.identityKey, view)) < MAX_MEMBER_EPOCHS
}

async function mayKeepOne({ view, author }: AuthoredContext): Promise<boolean> {
  return (await view.share(author.person.identityKey)).keptEpochs < MAX_MEMBER_KEPT_EPOCHS
}

function countKept(identityKey: Uint8Array, view: ViewBatch): Promise<void> {
  return view.addToShare(identityKey, ({ keptEpochs }) => ({ keptEpochs: keptEpochs + 1 }))
}

/** Nobody seals under the current one any more. */
async function isCalledFor(view: ViewBatch): Promise<boolean> {
  return (await view.currentEpoch())?.isStale ?? true
}

/** Epochs of somebody that nothing called for, since somebody departed last. */
async function epochsOf(identityKey: Uint8Array, view: ViewBatch): Promise<number> {
  const { epochs, epochsSince } = await view.share(identityKey)
  return epochsSince === (await view.currentEpoch())?.safeFrom ? epochs : 0
}

async function countEpoch(identityKey: Uint8Array, view: ViewBatch): Promise<void> {
  if (await isCalledFor(view)) return
  const epochs = (await epochsOf(identityKey, view)) + 1
  const epochsSince = (await view.currentEpoch())?.safeFrom ?? 0
  await view.addToShare(identityKey, () => ({ epochs, epochsSince }))
}

/** Only of the current epoch are they counted, and added without end. */
async function hasRoomForSeals(
  { number }: EpochRecord,
  { sealed, view }: { sealed: readonly SealedKey[]; view: ViewBatch },
): Promise<boolean> {
  const current = await view.currentEpoch()
  return current?.number === number && current.seals + sealed.length <= MAX_EPOCH_SEALS
}

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

/**
 * Of a device that its person put out: others may have spoken under it before they knew. As many as one that is in may
 * have kept. False: it is not kept.
 */
export async function keepEpochOfPutOut(
  epoch: EpochOp,
  { view, owner: { identityKey, deviceKey } }: { view: ViewBatch; owner: DeviceOwner },
): Promise<boolean> {
  const { keptEpochs } = await view.share(identityKey)
  if (keptEpochs >= MAX_MEMBER_KEPT_EPOCHS || epoch.sealed.length === 0) return false
  if ((await view.epoch(epoch.epochId)) !== null) return false
  await countKept(identityKey, view)
  await keepEpoch(epoch, { view, deviceKey })
  return true
}

/** More devices get the current epoch's key. Of an older one they are not told: the current one leads to it. */
export const epochSealRule = authored<'epoch-seal'>({
  async authorise({ epochId, sealed }, { view, author }) {
    if (!mayDo(author.person.role, 'make an epoch') || sealed.length === 0) return false
    const epoch = await view.epoch(epochId)
    return epoch !== null && hasRoomForSeals(epoch, { sealed, view })
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
