/** Files of rooms. Contents go by HTTP to a page, see `server/room-contents.ts`, and by works to programs. */
import { LIMITS } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { z } from 'zod'
import { MAX_LISTED_FILES } from '../constants.ts'
import { ROOM_FILES_PATH } from '../server/room-files-path.ts'
import {
  findMessage,
  listFiles,
  type RoomFileList,
  type RoomStorage,
  storageOf,
} from '../services/room-files.ts'
import type { FileProgress } from '../work/put-file.ts'
import { given } from './given.ts'
import { roomRef } from './room-input.ts'
import { messageId } from './room-messages-router.ts'
import { states } from './states.ts'
import { type Context, procedure, router } from './trpc.ts'
import { type WorkState, workStates } from './work-states.ts'

/** The id of a message, or its number. */
export const fileMessageRef = messageId

/** Which of the files of a message. */
export const fileAt = z
  .number()
  .int()
  .min(0)
  .max(LIMITS.MAX_MESSAGE_FILES - 1)
  .default(0)

/** Id of a file: the key of its core. */
const fileId = z.string().min(1).max(64)

const inRoom = z.object({ room: roomRef })
const aboutFile = inRoom.extend({ message: fileMessageRef, at: fileAt })
const never = () => new AbortController().signal

/** A room whose files a page shows. */
export interface RoomLookView {
  /** Path on the node's server below which they are, until this ends. */
  readonly base: string
}

export const roomFilesRouter = router({
  list: procedure
    .input(
      inRoom.extend({
        limit: z.number().int().min(1).max(MAX_LISTED_FILES).default(MAX_LISTED_FILES),
        before: z.number().int().min(0).optional(),
      }),
    )
    .query(async ({ ctx, input: { room: ref, limit, before } }): Promise<RoomFileList> => {
      const room = await ctx.services.rooms.open(ref)
      return listFiles(room, { searching: ctx.services.searching, limit, ...given({ before }) })
    }),

  /** What of it is on this disk, now and as it changes. */
  storage: procedure.input(inRoom).query(async ({ ctx, input }): Promise<RoomStorage> => {
    return storageOf(await ctx.services.rooms.open(input.room))
  }),

  watchStorage: procedure.input(inRoom).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<RoomStorage> {
    const room = await ctx.services.rooms.open(input.room)
    const ofFiles = {
      on: (_event: 'update', listener: () => void) => room.on('files', listener),
      off: (_event: 'update', listener: () => void) => room.off('files', listener),
    }
    yield* states(ofFiles, () => storageOf(room), { ctx, ending: signal ?? never() })
  }),

  /** Takes a file off this disk. Others keep theirs. */
  drop: procedure.input(aboutFile).mutation(async ({ ctx, input }) => {
    const room = await ctx.services.rooms.open(input.room)
    await using file = await openFile(room, ctx, input)
    return { isDropped: await room.files.drop(file.id) }
  }),

  /** The same, by its own id, of a message that may be gone. */
  dropStored: procedure.input(inRoom.extend({ file: fileId })).mutation(async ({ ctx, input }) => {
    const room = await ctx.services.rooms.open(input.room)
    return { isDropped: await room.files.drop(input.file) }
  }),

  /** Takes back what was brought and not said. */
  discard: procedure.input(inRoom.extend({ file: fileId })).mutation(async ({ ctx, input }) => {
    await (await ctx.services.rooms.open(input.room)).files.discard(input.file)
  }),

  /** Fetches all of a file to this disk, and tells how far it is. What came stays when one leaves. */
  fetch: procedure.input(aboutFile).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<WorkState<FileProgress, FileProgress>> {
    const room = await ctx.services.rooms.open(input.room)
    yield* workStates<FileProgress, FileProgress>(signal ?? never(), async (onprogress, within) => {
      await using opened = await openFile(room, ctx, input)
      const totalBytes = opened.file.size
      let bytes = 0
      for await (const piece of opened.read(undefined, { signal: within })) {
        bytes += piece.byteLength
        onprogress({ bytes, totalBytes })
      }
      return { bytes, totalBytes }
    })
  }),

  /** Lets this page show the files of a room for as long as it listens. */
  look: procedure.input(inRoom).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<RoomLookView> {
    const ending = signal ?? never()
    const { id } = await ctx.services.rooms.open(input.room)
    using look = ctx.services.rooms.looks.begin(id)
    yield { base: `${ROOM_FILES_PATH}${look.secret}/` }
    if (!ending.aborted)
      await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve()))
  }),
})

async function openFile(room: Room, { services }: Context, { message, at }: { message: string; at: number }) {
  const { searching } = services
  return room.files.open(await findMessage(room, { ref: message, searching }), at)
}
