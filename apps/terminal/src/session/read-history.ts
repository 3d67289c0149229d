/** History in any length; the node gives it in pages. */
import type { NodeApi } from '@comice/client'
import { HISTORY_PAGE, MAX_PAGE } from '../constants.ts'
import type { Message } from '../output/transcript.ts'

export interface HistoryWish {
  readonly room: string
  /** How many of the latest. */
  readonly last: number
  /** Only those with a smaller sequence number. */
  readonly before?: number | undefined
}

/** The messages, oldest first. Asks the node even for none, so that a room that is not there is an error. */
export async function readHistory(api: NodeApi, { room, last, before }: HistoryWish): Promise<Message[]> {
  let messages: Message[] = []
  let until = before
  do {
    const limit = Math.max(1, Math.min(HISTORY_PAGE, last - messages.length))
    const page = await api.rooms.history.query({ room, limit, before: until })
    messages = [...page.messages, ...messages]
    if (!page.more) break
    until = page.messages[0]?.seq
  } while (until !== undefined && messages.length < last)
  return last === 0 ? [] : messages.slice(-last)
}

/** The first messages from that moment on, oldest first. */
export async function readSince(
  api: NodeApi,
  { room, at, count }: { readonly room: string; readonly at: number; readonly count: number },
): Promise<readonly Message[]> {
  const limit = Math.max(1, Math.min(MAX_PAGE, count))
  const { messages } = await api.rooms.past.at.query({ room, at, limit })
  return messages.slice(0, count)
}
