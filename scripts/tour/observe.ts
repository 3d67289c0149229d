/** What a person's node shows of a room. */
import { type NodeApi, subscribe } from '@comice/client'
import type { RoomSnapshot } from '@comice/host'
import { SEEN_TIMEOUT_MS } from './constants.ts'

/** A message as people read it. */
export interface Line {
  readonly name: string
  readonly text: string
}

const PAGE = 50

/** Resolves with the first state of the room for which `holds` is true. @throws when there is none in time */
export async function seen(
  api: NodeApi,
  room: string,
  holds: (snapshot: RoomSnapshot) => boolean,
): Promise<RoomSnapshot> {
  const signal = AbortSignal.timeout(SEEN_TIMEOUT_MS)
  const input = { room, limit: PAGE }
  for await (const snapshot of subscribe<typeof input, RoomSnapshot>(api.rooms.watch, input, { signal })) {
    if (holds(snapshot)) return snapshot
  }
  throw new Error(`not seen within ${SEEN_TIMEOUT_MS} ms`)
}

/** The messages of the room, oldest first. */
export async function linesOf(api: NodeApi, room: string): Promise<Line[]> {
  const { messages } = await api.rooms.history.query({ room, limit: PAGE })
  return messages.map(({ name, text }) => ({ name, text }))
}
