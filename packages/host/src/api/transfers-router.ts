/** What is sent and received by codes. Following it, and streams, are works: see `work/transfer-works.ts`. */
import { z } from 'zod'
import { given } from './given.ts'
import { sendOptions } from './send-options.ts'
import { localProcedure, procedure, router } from './trpc.ts'

const id = z.string().min(1).max(128)
const file = z.string().min(1).max(4096)

export const transfersRouter = router({
  /** Those of this run of the node, with some that are over. */
  list: procedure.query(({ ctx }) => ctx.services.transfers.list()),

  /** Offers files and folders of this machine, by absolute paths. */
  send: localProcedure
    .input(z.object({ ...sendOptions, paths: z.array(file).min(1) }))
    .mutation(async ({ ctx, input: { paths, ...options }, signal }) => {
      const { transfers } = ctx.services
      const send = await transfers.send({ paths, ...given(options) })
      // Nobody learns its code.
      if (signal?.aborted === true) await send.stop()
      return transfers.view(send)
    }),

  /** Answers whether what is offered is wanted. */
  decide: procedure
    .input(z.object({ id, isWanted: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.services.transfers.decide(input.id, input.isWanted)),

  /** Ends one for good; one that is over is forgotten. */
  stop: procedure.input(z.object({ id })).mutation(({ ctx, input }) => ctx.services.transfers.stop(input.id)),
})
