/** Which cores make up a room. */
import type Hypercore from 'hypercore'
import type { RoomBase } from '../base/open-base.ts'
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
  return [...cores, ...viewCore(system, 'system'), ...viewCore(view.core, 'view')]
}

function viewCore(core: Hypercore<unknown>, kind: 'system' | 'view'): RoomCore[] {
  return core.key === null ? [] : [{ key: core.key, kind, length: core.signedLength }]
}
