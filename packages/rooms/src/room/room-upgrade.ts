/** Brings a room to the newest format. */
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

/** Asks for it, as the owner; from the first format in one append with the first epoch. @throws NOT_ALLOWED, and what writing throws */
export async function upgradeRoom({ reader, writer, sealer, identityKey }: UpgradeParts): Promise<void> {
  const me = await reader.view((view) => view.person(identityKey))
  if (me?.role !== 'owner') throw RoomErrors.NOT_ALLOWED({ action: 'ask for a newer format' })
  const version = (await reader.view((view) => view.room()))?.roomVersion ?? 1
  if (version >= ROOM_VERSION) return
  if (version >= 2) return writer.write({ kind: 'upgrade', roomVersion: ROOM_VERSION })
  await writer.writeAlone(() =>
    reader.read(async (reading) => {
      const { operations } = await sealer.newEpoch(reading)
      return [{ kind: 'upgrade', roomVersion: ROOM_VERSION }, ...operations]
    }),
  )
}
