/** Reports of messages, and who is muted. Rooms of the third format, see docs/concepts/rooms.md. */
import { LIMITS } from '@comice/protocol'
import type { Report, Room } from '@comice/rooms'
import { z } from 'zod'
import { MAX_MUTED_MS } from '../constants.ts'
import { given } from './given.ts'
import { findMember, memberRef, roomRef } from './room-input.ts'
import { messageId } from './room-messages-router.ts'
import { type Context, procedure, router } from './trpc.ts'

const inRoom = z.object({ room: roomRef })
const aboutMember = inRoom.extend({ member: memberRef })

export const roomModerationRouter = router({
  mute: procedure
    .input(aboutMember.extend({ forMs: z.number().int().min(1).max(MAX_MUTED_MS).optional() }))
    .mutation(async ({ ctx, input: { member, forMs, ...ref } }) => {
      const room = await opened(ctx, ref)
      await room.mute(await findMember(ctx, room, member), given({ forMs }))
    }),
  unmute: procedure.input(aboutMember).mutation(async ({ ctx, input: { member, ...ref } }) => {
    const room = await opened(ctx, ref)
    await room.unmute(await findMember(ctx, room, member))
  }),

  report: procedure
    .input(
      inRoom.extend({
        id: messageId,
        seq: z.number().int().min(0),
        reason: z.string().max(LIMITS.MAX_REPORT_REASON_BYTES).default(''),
      }),
    )
    .mutation(async ({ ctx, input: { id, seq, reason, ...ref } }) => {
      await (await opened(ctx, ref)).report({ id, seq }, reason)
    }),
  reports: procedure.input(inRoom).query(async ({ ctx, input }): Promise<Report[]> => {
    return (await opened(ctx, input)).reports()
  }),
  dismiss: procedure.input(inRoom.extend({ id: messageId })).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).dismiss(input.id)
  }),
})

function opened(ctx: Context, { room }: { room: string }): Promise<Room> {
  return ctx.services.rooms.open(room)
}
