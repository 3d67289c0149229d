import { isEqualBytes } from '@comice/protocol'
import { MAX_MEMBER_DEVICES } from '../constants.ts'
import { verifyDeviceRecord } from '../invite/device-record.ts'
import { admitDevice, endWaiting, isNewDevice } from './member-device.ts'
import { authored } from './operation-rule.ts'

/**
 * Somebody lets in another of their devices, without an invite: it gets the role that the person has, and takes no place. The
 * device vouches for its core and for itself, as it does on an invite.
 */
export const ownDeviceRule = authored<'own-device'>({
  async authorise({ device, context }, { author, view }) {
    if (!isEqualBytes(device.identityKey, author.person.identityKey)) return false
    if (!verifyDeviceRecord(device, context) || !(await isNewDevice(device, view))) return false
    return (await view.share(author.person.identityKey)).devices < MAX_MEMBER_DEVICES
  },

  async apply({ device, admittedAt }, context) {
    // It may wait on an invite as well.
    const pending = await context.view.pending(device.writerKey)
    if (pending !== null) await endWaiting(pending, context.view)
    await admitDevice({ device, role: context.author.person.role, admittedAt }, context)
  },
})

/**
 * Somebody puts out one of their devices, for good: nothing that its core says counts from here on, it never comes in again,
 * and what is said from here on is not sealed to it.
 */
export const removeDeviceRule = authored<'remove-device'>({
  async authorise({ deviceKey }, { author, view }) {
    const writerKey = await view.writerOf(deviceKey)
    const owner = writerKey === null ? null : await view.device(writerKey)
    return owner !== null && isEqualBytes(owner.identityKey, author.person.identityKey)
  },

  async apply({ deviceKey }, { view }) {
    const writerKey = await view.writerOf(deviceKey)
    const owner = writerKey === null ? null : await view.device(writerKey)
    if (writerKey === null || owner === null) return
    await view.removeDevice(writerKey, owner)
    await view.endEpochs()
  },
})
