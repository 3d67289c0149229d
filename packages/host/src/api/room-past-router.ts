/** What was said in rooms: searched, by date, in threads. */
import { type Room, RoomErrors, type SearchHit, type SearchResult, type Thread } from '@comice/rooms'
import { isComiceError } from '@comice/protocol'
import { z } from 'zod'
import { HISTORY_PAGE, MAX_HISTORY_PAGE, MAX_SEARCH_CHARS } from '../constants.ts'
import { EXPORTS_PATH } from '../server/window-exports.ts'
import { given } from './given.ts'
import { findMember, memberRef, roomRef } from './room-input.ts'
import { messageId } from './room-messages-router.ts'
import { type Context, procedure, router } from './trpc.ts'

/** A message that a search found. */
export interface FoundMessage {
  /** Id of the room, and its name. */
  readonly room: string
  readonly roomName: string
  readonly id: string
  readonly seq: number
  readonly author: string
  readonly name: string
  readonly claimedAt: number
  readonly text: string
  /** Names of the files that it brings. */
  readonly files: readonly string[]
}

export interface FoundMessages {
  /** The newest first. */
  readonly hits: readonly FoundMessage[]
  /** How many messages were searched, of how many: the others are not on this disk, or not in the index yet. */
  readonly searched: number
  readonly total: number
}

const seq = z.number().int().min(0)
const moment = z.number().int().min(0)

const searchInput = z.object({
  /** May be empty with `hasFile`. */
  words: z.string().max(MAX_SEARCH_CHARS),
  hasFile: z.boolean().optional(),
  room: roomRef.optional(),
  from: memberRef.optional(),
  since: moment.optional(),
  until: moment.optional(),
  /** In one room: messages with a smaller number. */
  before: seq.optional(),
  limit: z.number().int().min(1).max(200).default(50),
})

export const roomPastRouter = router({
  search: procedure.input(searchInput).query(({ ctx, input }) => searchRooms(ctx, input)),

  thread: procedure
    .input(z.object({ room: roomRef, id: messageId, seq: seq.optional() }))
    .query(async ({ ctx, input: { room: ref, id, seq } }): Promise<Thread> => {
      const room = await ctx.services.rooms.open(ref)
      return room.thread({ id, ...given({ seq }) })
    }),

  /** The messages from that moment on, and the number of the first of them. */
  at: procedure
    .input(
      z.object({
        room: roomRef,
        at: moment,
        limit: z.number().int().min(1).max(MAX_HISTORY_PAGE).default(HISTORY_PAGE),
      }),
    )
    .query(async ({ ctx, input: { room: ref, at, limit } }) => {
      const room = await ctx.services.rooms.open(ref)
      const first = await room.seqAt(at)
      const page = await room.history({ before: first + limit, limit })
      return { seq: first, messages: page.messages.filter((message) => message.seq >= first) }
    }),

  /** A path on the node's server under which a page saves all that the room has to read: once, and soon. */
  exportLink: procedure
    .input(z.object({ room: roomRef }))
    .mutation(async ({ ctx, input }): Promise<string> => {
      const room = await ctx.services.rooms.open(input.room)
      return `${EXPORTS_PATH}${ctx.services.exports.create(room.id)}`
    }),
})

async function searchRooms(
  ctx: Context,
  { room: ref, from, ...query }: z.infer<typeof searchInput>,
): Promise<FoundMessages> {
  const { rooms, searching } = ctx.services
  const refs = ref === undefined ? (await rooms.list()).map(({ id }) => id) : [ref]
  const opened = await Promise.all(refs.map((one) => rooms.open(one)))
  const authors = from === undefined ? [undefined] : await authorsOf(ctx, opened, from)
  const search = await searching.ready()
  const results = authors.map((author): SearchResult => {
    return search.search({
      ...given(query),
      words: query.words,
      ...given({ author }),
      rooms: opened.map(({ id }) => id),
    })
  })
  const hits = results.flatMap((result) => result.hits)
  if (results.length > 1) hits.sort((a, b) => b.claimedAt - a.claimedAt)
  const positions = await Promise.all(opened.map((room) => room.position()))
  return {
    hits: await named(opened, hits.slice(0, query.limit)),
    searched: results[0]?.searched ?? 0,
    total: positions.reduce((sum, { messages }) => sum + messages, 0),
  }
}

/** Ids of who is meant, who need not be in all of the rooms. @throws MEMBER_NOT_FOUND, MEMBER_AMBIGUOUS */
async function authorsOf(ctx: Context, rooms: readonly Room[], from: string): Promise<string[]> {
  const found = new Set<string>()
  for (const room of rooms) {
    try {
      found.add(await findMember(ctx, room, from))
    } catch (error) {
      if (!isComiceError(error, 'MEMBER_NOT_FOUND')) throw error
    }
  }
  if (found.size === 0) throw RoomErrors.MEMBER_NOT_FOUND()
  return [...found]
}

async function named(rooms: readonly Room[], hits: readonly SearchHit[]): Promise<FoundMessage[]> {
  const namesByRoom = new Map<string, Map<string, string>>()
  const found: FoundMessage[] = []
  for (const hit of hits) {
    const room = rooms.find(({ id }) => id === hit.room)
    if (room === undefined) continue
    const names = namesByRoom.get(room.id) ?? (await namesIn(room))
    namesByRoom.set(room.id, names)
    found.push({ ...hit, roomName: room.name, name: names.get(hit.author) ?? hit.author.slice(0, 8) })
  }
  return found
}

async function namesIn(room: Room): Promise<Map<string, string>> {
  const [members, former] = await Promise.all([room.members(), room.former()])
  return new Map([...former, ...members].map(({ id, name }) => [id, name]))
}
