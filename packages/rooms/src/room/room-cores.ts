/** Which cores make up a room, and who keeps them. */
import { linkedCores } from '@comice/storage'
import type Hypercore from 'hypercore'
import type { RoomBase } from '../base/open-base.ts'
import { MAX_ROOM_SEEDERS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomWriter } from './room-writer.ts'
import type { RoomCore } from './room.ts'

/**
 * Every core that holds a part of the room: those of all writers there ever were, and those of the views. The list
 * of active writers alone is not enough: somebody who has left still has written what they said.
 */
export async function listCores(base: RoomBase): Promise<RoomCore[]> {
  const cores: RoomCore[] = []
  for await (const { key, value } of base.system?.list() ?? []) {
    cores.push({ key, kind: 'writer', length: value.length })
  }
  const { core: system, view } = base
  // What the system view is read by, after a handover.
  const linked = linkedCores(base).map((head): RoomCore => ({ ...head, kind: 'system' }))
  return [...cores, ...viewCore(system, 'system'), ...linked, ...viewCore(view.core, 'view')]
}

function viewCore(core: Hypercore<unknown>, kind: 'system' | 'view'): RoomCore[] {
  return core.key === null ? [] : [{ key: core.key, kind, length: core.signedLength }]
}

/** Names a seeder that shall hold the room, or takes it off. @throws SEEDERS_FULL, and what writing throws */
export async function nameSeeder(
  { reader, writer }: { reader: RoomReader; writer: RoomWriter },
  { seederKey, on }: { seederKey: Uint8Array; on: boolean },
): Promise<void> {
  const isFull = await reader.view(async (view) => {
    return (await view.seeder(seederKey)) === null && (await view.state()).seeders >= MAX_ROOM_SEEDERS
  })
  if (isFull) throw RoomErrors.SEEDERS_FULL({ limit: MAX_ROOM_SEEDERS })
  await writer.write({ kind: 'keep', seederKey, on })
}
