/** How the user wants to be told of what is for them; the faces do it, since they know what is looked at. */
import { z } from 'zod'
import { NOTICE_DETAILS, type NoticeChoice } from '../services/notices.ts'
import { given } from './given.ts'
import { states } from './states.ts'
import { procedure, router } from './trpc.ts'

export const roomNoticesRouter = router({
  /** What is chosen now, and after each change. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<NoticeChoice> {
    const { notices } = ctx.services
    const ending = signal ?? new AbortController().signal
    let last = ''
    for await (const choice of states(notices, () => notices.choice(), { ctx, ending })) {
      if (JSON.stringify(choice) !== last) yield choice
      last = JSON.stringify(choice)
    }
  }),

  /** What is not given stays. */
  choose: procedure
    .input(z.object({ window: z.enum(NOTICE_DETAILS).optional(), bell: z.boolean().optional() }))
    .mutation(({ ctx, input }) => ctx.services.notices.choose(given(input))),
})
