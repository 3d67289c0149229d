/** The messages of a room one after the other, each once, also when they come faster than snapshots do. */
import type { RoomSnapshot } from '@comice/host'
import type { NodeApi } from '../connection/node-client.ts'
import { subscribe } from '../connection/subscribe.ts'
import { MAX_PAGE_MESSAGES, OLDER_PAGE_MESSAGES, SNAPSHOT_MESSAGES } from '../constants.ts'

type Message = RoomSnapshot['messages'][number]

export interface FollowOptions {
  /** How many of the latest messages to begin with. Default 20. */
  last?: number
  signal?: AbortSignal | undefined
}

/**
 * Yields the latest messages, then each new one. A message that others wrote while they were apart takes its place
 * in the past of the room; it is yielded when it arrives, after newer ones.
 */
export async function* followRoom(
  api: NodeApi,
  room: string,
  { last = 20, signal }: FollowOptions = {},
): AsyncGenerator<Message> {
  const seen = new Set<string>()
  const limit = Math.min(Math.max(last, SNAPSHOT_MESSAGES), MAX_PAGE_MESSAGES)
  let isFirst = true
  const snapshots = subscribe<{ room: string; limit: number }, RoomSnapshot>(
    api.rooms.watch,
    { room, limit },
    { signal },
  )
  for await (const snapshot of snapshots) {
    const page = isFirst
      ? skip(await latest(api, snapshot, last), last, seen)
      : await sinceSeen(api, snapshot, seen)
    isFirst = false
    for (const message of page) {
      if (seen.has(message.id)) continue
      seen.add(message.id)
      yield message
    }
  }
}

/** The last `count` messages; the ones before count as seen. */
function skip(messages: readonly Message[], count: number, seen: Set<string>): readonly Message[] {
  const start = Math.max(0, messages.length - count)
  for (const message of messages.slice(0, start)) seen.add(message.id)
  return messages.slice(start)
}

/** The snapshot's page, with older pages before it until there are `count` messages. */
function latest(api: NodeApi, snapshot: RoomSnapshot, count: number): Promise<Message[]> {
  return extend(api, snapshot, (messages) => messages.length >= count)
}

/** The snapshot's page, with older pages before it when the page does not reach back to something seen. */
function sinceSeen(api: NodeApi, snapshot: RoomSnapshot, seen: ReadonlySet<string>): Promise<Message[]> {
  return extend(api, snapshot, (messages) => messages.some((message) => seen.has(message.id)))
}

async function extend(
  api: NodeApi,
  snapshot: RoomSnapshot,
  isEnough: (messages: readonly Message[]) => boolean,
): Promise<Message[]> {
  let messages = [...snapshot.messages]
  let { more } = snapshot
  while (more && messages.length > 0 && !isEnough(messages)) {
    const before = messages[0]?.seq ?? 0
    const page = await api.rooms.history.query({ room: snapshot.room.id, before, limit: OLDER_PAGE_MESSAGES })
    if (page.messages.length === 0) break
    messages = [...page.messages, ...messages]
    more = page.more
  }
  return messages
}
