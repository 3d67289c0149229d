/** Finds the room that a person means. */
import { encodeKey, tryDecodeKey } from '@comice/protocol'
import { MIN_ROOM_PREFIX_CHARS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'

/**
 * The id of the room with this id (also in hexadecimal), or else with this name or start of an id. Names are given by others: one that is the
 * start of another room's id must not be taken for that room.
 *
 * @throws ROOM_NOT_FOUND, ROOM_AMBIGUOUS
 */
export function findRoom(rooms: readonly { id: string; name: string }[], text: string): string {
  const key = tryDecodeKey(text)
  const id = key === null ? text : encodeKey(key)
  const matches =
    only(rooms, (room) => room.id === id) ??
    only(rooms, (room) => room.name === text || isStart(text, room.id)) ??
    []
  const [first, ...others] = matches
  if (first === undefined) throw RoomErrors.ROOM_NOT_FOUND()
  if (others.length > 0) throw RoomErrors.ROOM_AMBIGUOUS({ matches: matches.length })
  return first.id
}

function isStart(text: string, id: string): boolean {
  return text.length >= MIN_ROOM_PREFIX_CHARS && id.startsWith(text)
}

function only<T>(list: readonly T[], fits: (item: T) => boolean): T[] | null {
  const matches = list.filter(fits)
  return matches.length === 0 ? null : matches
}
