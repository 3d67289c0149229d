import { MAX_ROOM_SEEDERS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { authored } from './operation-rule.ts'

/** Any member may name a seeder that holds the room, and take it off again. */
export const keepRule = authored<'keep'>({
  async authorise({ seederKey }, { view, author, roomVersion }) {
    if (roomVersion >= 2 && !mayDo(author.person.role, 'name a seeder')) return false
    return view.counters.seeders < MAX_ROOM_SEEDERS || (await view.seeder(seederKey)) !== null
  },

  apply: ({ seederKey, on }, { view, author }) =>
    view.putSeeder({ seederKey, on, setBy: author.person.identityKey }),
})
