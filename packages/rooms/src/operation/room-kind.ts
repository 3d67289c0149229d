import { authored } from './operation-rule.ts'

/** What a room is for is said by who makes it, before anybody else is in. */
export const roomKindRule = authored<'room-kind'>({
  authorise: ({ roomKind }, { view, author }) => {
    const isAlone = view.counters.people === 1 && view.counters.pending === 0
    return roomKind !== 'unknown' && author.person.role === 'owner' && isAlone && view.counters.invites === 0
  },

  async apply({ roomKind }, { view }) {
    if (roomKind !== 'unknown') await view.putKind(roomKind)
  },
})
