import { ROOM_VERSION } from '@comice/protocol'
import { RoomErrors } from '../errors.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomSealer } from './room-sealer.ts'
import type { RoomWriter } from './room-writer.ts'

export interface UpgradeParts {
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly sealer: RoomSealer
  readonly identityKey: Uint8Array
}

/** See `Room.upgrade`. */
export async function upgradeRoom({ reader, writer, sealer, identityKey }: UpgradeParts): Promise<void> {
  const { me, room } = await reader.view(async (view) => {
    return { me: await view.person(identityKey), room: await view.room() }
  })
  if (me?.role !== 'owner') throw RoomErrors.NOT_ALLOWED({ action: 'ask for a newer format' })
  if ((room?.roomVersion ?? 1) >= ROOM_VERSION) return
  await writer.writeAlone(() =>
    reader.read(async (reading) => {
      const { operations } = await sealer.newEpoch(reading)
      return [{ kind: 'upgrade', roomVersion: ROOM_VERSION }, ...operations]
    }),
  )
}
