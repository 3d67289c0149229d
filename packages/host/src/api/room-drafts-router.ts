/** What the user has begun to write. */
import { LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { roomRef } from './room-input.ts'
import { states } from './states.ts'
import { procedure, router } from './trpc.ts'

export const roomDraftsRouter = router({
  /** The draft of a room now, and after each change; an empty one when there is none. */
  watch: procedure.input(z.object({ room: roomRef })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<string> {
    const { drafts, rooms } = ctx.services
    const { id } = await rooms.open(input.room)
    const ending = signal ?? new AbortController().signal
    let last: string | null = null
    for await (const text of states(drafts, () => drafts.get(id), { ctx, ending })) {
      if (text !== last) yield text
      last = text
    }
  }),

  put: procedure
    .input(z.object({ room: roomRef, text: z.string().max(LIMITS.MAX_MESSAGE_BYTES) }))
    .mutation(async ({ ctx, input }) => {
      const { id } = await ctx.services.rooms.open(input.room)
      await ctx.services.drafts.put(id, input.text)
    }),
})
