/** Who is in a room now, and what of that the user shows. See docs/protocol/presence.md. */
import type { Present } from '@comice/rooms'
import { z } from 'zod'
import { given } from './given.ts'
import { roomRef } from './room-input.ts'
import { states } from './states.ts'
import { procedure, router } from './trpc.ts'

export const roomPresenceRouter = router({
  /** Who else is here, now and after each change. */
  watch: procedure.input(z.object({ room: roomRef })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<Present[]> {
    const { presences, rooms } = ctx.services
    const { id } = await rooms.open(input.room)
    const ending = signal ?? new AbortController().signal
    yield* states(presences.presence, () => presences.of(id), { ctx, ending })
  }),

  /** Shows that the user is here, or types; it ends by itself unless it is said again within 40 s. */
  show: procedure
    .input(z.object({ room: roomRef, isHere: z.boolean(), isTyping: z.boolean().default(false) }))
    .mutation(async ({ ctx, input: { room: ref, ...shown } }) => {
      const { id } = await ctx.services.rooms.open(ref)
      await ctx.services.presences.show(id, shown)
    }),

  choice: procedure.query(({ ctx }) => ctx.services.presences.choice()),

  /** Says what others may see from now on. */
  choose: procedure
    .input(z.object({ here: z.boolean().optional(), typing: z.boolean().optional() }))
    .mutation(({ ctx, input }) => ctx.services.presences.choose(given(input))),
})
