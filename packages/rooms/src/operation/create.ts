import { CREATOR_CONTEXT, isEqualBytes, ROOM_VERSION } from '@comice/protocol'
import { verifyDeviceRecord } from '../invite/device-record.ts'
import type { OperationRule } from './operation-rule.ts'

/** Makes the room. Only the first one counts, and only in the core that the room is named after. */
export const createRule: OperationRule<'create'> = {
  async authorise({ creator }, { view, writerKey, roomKey }) {
    if (!isEqualBytes(writerKey, roomKey) || !isEqualBytes(creator.writerKey, roomKey)) return false
    if ((await view.room()) !== null) return false
    return verifyDeviceRecord(creator, CREATOR_CONTEXT)
  },

  async apply({ creator, roomName, createdAt, roomVersion }, { view, writerKey, stopForUpgrade }) {
    if (roomVersion > ROOM_VERSION) {
      stopForUpgrade()
      return
    }
    const { identityKey, deviceKey, name } = creator
    await view.putRoom({ name: roomName, createdAt, creator: identityKey, roomVersion })
    await view.putPerson({
      identityKey,
      deviceKey,
      writerKey,
      name,
      role: 'owner',
      admittedAt: createdAt,
      joinedSeq: view.counters.messages,
    })
    await view.putDevice(writerKey, { identityKey, deviceKey })
  },
}
