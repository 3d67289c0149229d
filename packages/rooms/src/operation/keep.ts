import { MAX_ROOM_SEEDERS } from '../constants.ts'
import type { OperationRule } from './operation-rule.ts'

/** Any member may name a seeder that holds the room, and take it off again. */
export const keepRule: OperationRule<'keep'> = {
  async authorise({ seederKey }, { view, author }) {
    if (author === null) return false
    return view.counters.seeders < MAX_ROOM_SEEDERS || (await view.seeder(seederKey)) !== null
  },

  async apply({ seederKey, on }, { view, author }) {
    if (author !== null) await view.putSeeder({ seederKey, on, setBy: author.person.identityKey })
  },
}
