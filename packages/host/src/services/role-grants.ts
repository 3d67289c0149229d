/** Grants to roles in rooms: their principal's key is the id of the room, a colon, and the least role. */
import type { Peer } from '@comice/core'

/** Whether roles in that room may do something here. */
export function isGrantedToRoles({ grants }: Peer, room: string): boolean {
  return grants.list().some(({ who }) => who.kind === 'role' && who.key.startsWith(`${room}:`))
}
