/** Who is in a room, as what; who waits, and who went. Rooms of the second format, see docs/concepts/rooms.md. */
import type { FormerMember, InviteInfo, PendingJoin, Room } from '@comice/rooms'
import { z } from 'zod'
import { findMember, memberRef, role, roomRef } from './room-input.ts'
import { type Context, procedure, router } from './trpc.ts'

const inRoom = z.object({ room: roomRef })
const aboutMember = z.object({ room: roomRef, member: memberRef })
const aboutId = z.object({ room: roomRef, id: z.string().min(1).max(64) })

/** An act of somebody on somebody, who may be named by name. */
function act(run: (room: Room, member: string) => Promise<void>) {
  return procedure.input(aboutMember).mutation(async ({ ctx, input }) => {
    const room = await opened(ctx, input)
    await run(room, await findMember(ctx, room, input.member))
  })
}

export const roomPeopleRouter = router({
  setRole: procedure
    .input(z.object({ room: roomRef, member: memberRef, role }))
    .mutation(async ({ ctx, input }) => {
      const room = await opened(ctx, input)
      await room.setRole(await findMember(ctx, room, input.member), input.role)
    }),
  remove: act((room, member) => room.remove(member)),
  ban: act((room, member) => room.ban(member)),
  unban: act((room, member) => room.unban(member)),

  leave: procedure.input(inRoom).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).leave()
  }),
  upgrade: procedure.input(inRoom).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).upgrade()
  }),
  takeOver: procedure.input(inRoom).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).takeOver()
  }),

  former: procedure.input(inRoom).query(async ({ ctx, input }): Promise<FormerMember[]> => {
    return (await opened(ctx, input)).former()
  }),
  pending: procedure.input(inRoom).query(async ({ ctx, input }): Promise<PendingJoin[]> => {
    return (await opened(ctx, input)).pending()
  }),
  approve: procedure.input(aboutId).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).approve(input.id)
  }),
  decline: procedure.input(aboutId).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).decline(input.id)
  }),

  invites: procedure.input(inRoom).query(async ({ ctx, input }): Promise<InviteInfo[]> => {
    return (await opened(ctx, input)).invites()
  }),
  revokeInvite: procedure.input(aboutId).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).revokeInvite(input.id)
  }),
})

function opened(ctx: Context, { room }: { room: string }): Promise<Room> {
  return ctx.services.rooms.open(room)
}
