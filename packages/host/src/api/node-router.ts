/** The node as a process. */
import { localProcedure, router } from './trpc.ts'

export const nodeRouter = router({
  /** Answers first, then closes everything in order and exits. */
  stop: localProcedure.mutation(({ ctx }) => {
    ctx.services.stop('asked to')
    return { pid: process.pid }
  }),
})
