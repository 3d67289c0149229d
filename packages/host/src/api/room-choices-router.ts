/** What the user wants of a room on this device. */
import { z } from 'zod'
import { given } from './given.ts'
import { roomRef } from './room-input.ts'
import { procedure } from './trpc.ts'

export const roomChoiceProcedures = {
  /** Puts a room away, or back; mutes it, or no longer. What is not given stays. */
  choose: procedure
    .input(z.object({ room: roomRef, archived: z.boolean().optional(), muted: z.boolean().optional() }))
    .mutation(async ({ ctx, input: { room: ref, ...change } }) => {
      const room = await ctx.services.rooms.open(ref)
      const { archived, muted } = await ctx.services.choices.put(room.id, given(change))
      return { room: room.id, archived, muted }
    }),

  /** Deletes what this device has of a room that one is not in any more; `force`: also when one is, or nobody heard of it. */
  forget: procedure
    .input(z.object({ room: roomRef, force: z.boolean().default(false) }))
    .mutation(async ({ ctx, input: { room: ref, force } }) => {
      const { rooms, choices, unread, searching } = ctx.services
      const { id } = await rooms.open(ref)
      await rooms.delete(id, { force })
      // Before a home that has it brings it back.
      await choices.put(id, { archived: false, muted: false, forgotten: true })
      unread.forget(id)
      await searching.forget()
      return { room: id }
    }),
}
