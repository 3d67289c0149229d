/** Rooms, as the CLI and the window use them. A room is named by its id, a prefix of it, or its name. */
import { isComiceError, LIMITS } from '@comice/protocol'
import type { Action, Message, Room, RoomSummary } from '@comice/rooms'
import { z } from 'zod'
import { HISTORY_PAGE, MAX_HISTORY_PAGE } from '../constants.ts'
import type { MemberView } from '../personal/contacts.ts'
import type { KeepState } from '../services/room-keeper.ts'
import { chosen, problemOf, roomView, type RoomView } from '../services/room-view.ts'
import type { Services } from '../services/services.ts'
import { given } from './given.ts'
import { findMember, memberRef, role, roomKind, roomName, roomRef } from './room-input.ts'
import { roomActions } from './room-actions.ts'
import { roomDraftsRouter } from './room-drafts-router.ts'
import { messageId, roomMessagesRouter } from './room-messages-router.ts'
import { roomChoiceProcedures } from './room-choices-router.ts'
import { roomFilesRouter } from './room-files-router.ts'
import { roomModerationRouter } from './room-moderation-router.ts'
import { roomNoticesRouter } from './room-notices-router.ts'
import { roomPastRouter } from './room-past-router.ts'
import { roomPeopleRouter } from './room-people-router.ts'
import { roomPresenceRouter } from './room-presence-router.ts'
import { states } from './states.ts'
import { procedure, router } from './trpc.ts'

/** The newest page of a room, complete in itself: replace what you have from `messages[0].seq` on. */
export interface RoomSnapshot {
  readonly room: RoomView
  readonly members: readonly MemberView[]
  /** What one may do in it, as a person of one's role; of whom and what, the ranks say. */
  readonly may: readonly Action[]
  readonly messages: readonly Message[]
  /** Whether there are older messages. */
  readonly more: boolean
}

const pageSize = z.number().int().min(1).max(MAX_HISTORY_PAGE).default(HISTORY_PAGE)
const timeoutMs = z.number().int().min(1).max(3_600_000)

export const roomsRouter = router({
  people: roomPeopleRouter,
  messages: roomMessagesRouter,
  moderation: roomModerationRouter,
  files: roomFilesRouter,
  past: roomPastRouter,
  presence: roomPresenceRouter,
  notices: roomNoticesRouter,
  drafts: roomDraftsRouter,
  ...roomChoiceProcedures,

  list: procedure.query(async ({ ctx }): Promise<RoomView[]> => {
    return roomViews(ctx.services)
  }),

  get: procedure.input(z.object({ room: roomRef })).query(async ({ ctx, input }) => {
    return roomView(ctx.services, await ctx.services.rooms.open(input.room))
  }),

  /** All rooms now, and again after each change of one of them. */
  watchAll: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<RoomView[]> {
    const { rooms } = ctx.services
    const ending = signal ?? new AbortController().signal
    yield* states(rooms, () => roomViews(ctx.services), { ctx, ending })
  }),

  create: procedure
    .input(
      z.object({
        name: roomName,
        nickname: roomName.optional(),
        format: z.literal([1, 2, 3]).optional(),
        kind: roomKind.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { name, ...rest } }) => {
      return roomView(ctx.services, await ctx.services.rooms.create({ name, ...given(rest) }))
    }),

  join: procedure
    .input(
      z.object({
        invite: z.string().min(1).max(LIMITS.MAX_INVITE_TEXT_CHARS),
        nickname: roomName.optional(),
        timeoutMs: timeoutMs.optional(),
      }),
    )
    .mutation(async ({ ctx, input, signal }) => {
      const { invite, ...rest } = input
      const room = await ctx.services.rooms.join(invite, given({ ...rest, signal }))
      await ctx.services.choices.put(room.id, { archived: false, forgotten: false })
      return roomView(ctx.services, room)
    }),

  invite: procedure
    .input(
      z.object({
        room: roomRef,
        expiresInMs: z.number().int().min(0).optional(),
        maxUses: z.number().int().min(0).max(10_000).optional(),
        role: role.optional(),
        needsApproval: z.boolean().optional(),
      }),
    )
    .mutation(async ({ ctx, input: { room: ref, ...options } }) => {
      const room = await ctx.services.rooms.open(ref)
      return room.createInvite(given(options))
    }),

  say: procedure
    .input(
      z.object({
        room: roomRef,
        text: z.string().max(LIMITS.MAX_MESSAGE_BYTES),
        /** Ids of files that were brought; then the text may be empty. */
        files: z.array(z.string().min(1).max(64)).max(LIMITS.MAX_MESSAGE_FILES).optional(),
        replyTo: z.object({ id: messageId, seq: z.number().int().min(0) }).optional(),
        mentions: z.array(memberRef).max(LIMITS.MAX_MENTIONS).optional(),
      }),
    )
    .mutation(
      async ({ ctx, input: { room: ref, text, replyTo, files, mentions = [] } }): Promise<Message> => {
        const room = await ctx.services.rooms.open(ref)
        const people = await Promise.all(mentions.map((member) => findMember(ctx, room, member)))
        return room.say(text, given({ replyTo, files, mentions: people }))
      },
    ),

  history: procedure
    .input(z.object({ room: roomRef, before: z.number().int().min(0).optional(), limit: pageSize }))
    .query(async ({ ctx, input: { room: ref, before, limit } }) => {
      const room = await ctx.services.rooms.open(ref)
      return room.history({ limit, ...(before === undefined ? {} : { before }) })
    }),

  members: procedure
    .input(z.object({ room: roomRef }))
    .query(async ({ ctx, input }): Promise<MemberView[]> => {
      const room = await ctx.services.rooms.open(input.room)
      return ctx.services.contacts.mark(await room.members())
    }),

  rename: procedure
    .input(z.object({ room: roomRef, nickname: roomName }))
    .mutation(async ({ ctx, input }) => {
      const room = await ctx.services.rooms.open(input.room)
      await room.rename(input.nickname)
      return roomView(ctx.services, room)
    }),

  /** Says that the messages before that number were read on this device; all of them when none is given. */
  markRead: procedure
    .input(z.object({ room: roomRef, before: z.number().int().min(0).optional() }))
    .mutation(async ({ ctx, input }) => {
      const room = await ctx.services.rooms.open(input.room)
      await ctx.services.unread.markRead(room, input.before)
      return roomView(ctx.services, room)
    }),

  /** The newest page now, and again after each change; changes that come while the reader is busy are merged. */
  watch: procedure.input(z.object({ room: roomRef, limit: pageSize })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<RoomSnapshot> {
    const room = await ctx.services.rooms.open(input.room)
    const ending = signal ?? new AbortController().signal
    const watched = [room, ctx.services.contacts, ctx.services.choices]
    yield* states(watched, () => snapshot(ctx.services, room, input.limit), { ctx, ending })
  }),

  /** Names a seeder that shall keep the room, reports how far it is, and ends when it holds every core. */
  keep: procedure
    .input(z.object({ room: roomRef, seeder: z.string().min(1).max(128), timeoutMs: timeoutMs.optional() }))
    .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<KeepState> {
      const room = await ctx.services.rooms.open(input.room)
      const ending = signal ?? new AbortController().signal
      const { seeder, timeoutMs } = input
      yield* ctx.services.keeper.keep(room, { seeder, signal: ending, timeoutMs })
    }),
})

async function snapshot(services: Services, room: Room, limit: number): Promise<RoomSnapshot> {
  const [view, members, page] = await Promise.all([
    roomView(services, room),
    room.members(),
    room.history({ limit }),
  ])
  const people = await services.contacts.mark(members)
  return { room: view, members: people, may: roomActions(view), messages: page.messages, more: page.more }
}

async function roomViews(services: Services): Promise<RoomView[]> {
  const summaries = await services.rooms.list()
  const views = await Promise.all(summaries.map((summary) => listedView(services, summary)))
  return views.filter((view) => view !== null)
}

/** One room must not take the list of all from whoever looks at it. Null: it was deleted meanwhile. */
async function listedView(services: Services, { id, name, isOpen }: RoomSummary): Promise<RoomView | null> {
  try {
    const noted = isOpen ? null : await services.notes.view(id)
    return noted ?? (await roomView(services, await services.rooms.open(id)))
  } catch (error) {
    if (isComiceError(error, 'ROOM_NOT_FOUND') || isComiceError(error, 'ROOM_CLOSED')) return null
    if (!isComiceError(error, 'HISTORY_UNREACHABLE')) throw error
    const room = await services.rooms.open(id)
    const choice = chosen(await services.choices.get(id), UNREAD_ROOM)
    return { ...UNREAD_ROOM, id, name, state: room.state, problem: problemOf(room), ...choice }
  }
}

/** What is known of a room whose people nobody gave in time. */
const UNREAD_ROOM = {
  format: 1,
  kind: 'group',
  nickname: '',
  role: null,
  members: 0,
  length: 0,
  seeders: [],
  unread: 0,
  mentions: 0,
  read: 0,
} as const satisfies Partial<RoomView>
