import { ROOM_VERSION } from '@comice/protocol'
import { authored } from './operation-rule.ts'

/** The owner says that from here on a later version of this program is needed. Older ones stop, and say so. */
export const upgradeRule = authored<'upgrade'>({
  authorise: (_upgrade, { author }) => author.person.role === 'owner',

  async apply({ roomVersion }, { view, stopForUpgrade }) {
    if (roomVersion > ROOM_VERSION) {
      stopForUpgrade()
      return
    }
    const room = await view.room()
    if (room !== null && roomVersion > room.roomVersion) await view.putRoom({ ...room, roomVersion })
  },
})
