/** What is done to messages after they were said. Rooms of the second format, see docs/concepts/rooms.md. */
import { LIMITS } from '@comice/protocol'
import type { Message, Room } from '@comice/rooms'
import { z } from 'zod'
import { forwardMessage, type ForwardProgress } from '../services/forward-message.ts'
import { roomRef } from './room-input.ts'
import { type Context, procedure, router } from './trpc.ts'
import { type WorkState, workStates } from './work-states.ts'

/** `<core key>/<index>`: 52 characters of z-base-32, and a number. */
export const messageId = z.string().min(1).max(80)

const aboutMessage = z.object({ room: roomRef, id: messageId })
const text = z.string().min(1).max(LIMITS.MAX_MESSAGE_BYTES)
const emojis = z.array(z.string().min(1).max(LIMITS.MAX_REACTION_BYTES)).max(LIMITS.MAX_REACTIONS)
const seq = z.number().int().min(0)

export const roomMessagesRouter = router({
  edit: procedure.input(aboutMessage.extend({ text })).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).edit(input.id, input.text)
  }),
  delete: procedure.input(aboutMessage).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).delete(input.id)
  }),
  react: procedure.input(aboutMessage.extend({ emojis })).mutation(async ({ ctx, input }) => {
    await (await opened(ctx, input)).react(input.id, input.emojis)
  }),
  pin: procedure
    .input(aboutMessage.extend({ seq, on: z.boolean().default(true) }))
    .mutation(async ({ ctx, input: { id, seq, on, ...ref } }) => {
      await (await opened(ctx, ref)).pin({ id, seq }, on)
    }),
  pins: procedure.input(z.object({ room: roomRef })).query(async ({ ctx, input }): Promise<Message[]> => {
    return (await opened(ctx, input)).pins()
  }),

  /** Says it in another room, and tells how far its files are. Whoever leaves before the end has said nothing. */
  forward: procedure.input(aboutMessage.extend({ seq, to: roomRef })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<WorkState<ForwardProgress, Message>> {
    const from = await opened(ctx, input)
    const to = await ctx.services.rooms.open(input.to)
    const message = { id: input.id, seq: input.seq }
    const ending = signal ?? new AbortController().signal
    yield* workStates<ForwardProgress, Message>(ending, (onprogress, within) =>
      forwardMessage({ from, message, to }, { signal: within, onprogress }),
    )
  }),
})

function opened(ctx: Context, { room }: { room: string }): Promise<Room> {
  return ctx.services.rooms.open(room)
}
