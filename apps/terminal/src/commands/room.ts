/** `comice room …` */
import type { Command } from 'commander'
import { addMembership } from './room-membership.ts'
import { addReading } from './room-reading.ts'
import { addSpeaking } from './room-speaking.ts'

const ROOM_HELP = `
<room> is a room’s name, its id, or the first characters of its id (see "comice room list").`

/** Adds the commands of rooms. */
export function addRoom(program: Command): void {
  const room = program.command('room').description('rooms: create, invite, join, say, read')
  for (const add of [addMembership, addReading, addSpeaking]) add(room)
  room.addHelpText('after', ROOM_HELP)
}
