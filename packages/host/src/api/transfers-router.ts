/** What is sent and received by codes. Following it, and streams, are works: see `work/transfer-works.ts`. */
import { z } from 'zod'
import type { TransferView } from '../services/transfer-view.ts'
import { endWithFollower, followTransfer, type TransferResult } from '../services/follow-transfer.ts'
import { receivingPlaces } from '../services/receiving-places.ts'
import { Changes } from './changes.ts'
import { given } from './given.ts'
import { sendOptions } from './send-options.ts'
import { type Context, localProcedure, procedure, router } from './trpc.ts'
import { type WorkState, workStates } from './work-states.ts'

const id = z.string().min(1).max(128)
const file = z.string().min(1).max(4096)

export const transfersRouter = router({
  /** Those of this run of the node, with some that are over. */
  list: procedure.query(({ ctx }) => listFor(ctx)),

  /** The same now, and again after each change. */
  follow: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<TransferView[]> {
    const { transfers } = ctx.services
    const ending = signal ?? never()
    using changes = new Changes(ending, (listener) => transfers.onChange(listener))
    while (!ending.aborted) {
      yield await listFor(ctx)
      await ctx.drained(ending)
      await changes.next(null)
    }
  }),

  /** Where a page may have things received into. */
  places: procedure.query(() => receivingPlaces()),

  /** Receives into one of these, names that are taken with a number. Whether it is wanted, `decide` says. */
  take: procedure
    .input(
      z.object({ code: z.string().min(1).max(128), place: z.enum(['downloads', 'desktop', 'documents']) }),
    )
    .subscription(async function* ({
      ctx,
      input,
      signal,
    }): AsyncGenerator<WorkState<TransferView, TransferResult>> {
      const { transfers } = ctx.services
      const places = await receivingPlaces()
      const into = (places.find(({ id: one }) => one === input.place) ?? places[0])?.path ?? ''
      yield* workStates<TransferView, TransferResult>(signal ?? never(), async (onprogress, within) => {
        const wish = { into, isSure: false, existing: 'rename', byPage: ctx.caller === 'window' } as const
        const receive = await transfers.receive({ ...wish, code: input.code })
        using _ = endWithFollower(receive, within)
        return await followTransfer(receive, { onprogress, signal: within }, transfers)
      })
    }),

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
    .mutation(({ ctx, input: { id, isWanted } }) =>
      ctx.services.transfers.decide(id, isWanted, ctx.caller === 'window'),
    ),

  /** Ends one for good; one that is over is forgotten. */
  stop: procedure
    .input(z.object({ id }))
    .mutation(async ({ ctx, input }) => seen(ctx, await ctx.services.transfers.stop(input.id))),
})

async function listFor(ctx: Context): Promise<TransferView[]> {
  return (await ctx.services.transfers.list()).map((view) => seen(ctx, view))
}

function seen({ caller, services }: Context, view: TransferView): TransferView {
  return caller === 'window' ? services.transfers.pageView(view) : view
}

function never(): AbortSignal {
  return new AbortController().signal
}
