/** Opening a window: a folder with a built page, served on loopback to whoever shows a fresh code. */
import { z } from 'zod'
import type { WindowAddress } from '../services/services.ts'
import { localProcedure, router } from './trpc.ts'

export const windowRouter = router({
  /**
   * Serves the page in `staticDir` (it has an index.html), or with `origin` admits a development server's page.
   */
  open: localProcedure
    .input(
      z.union([
        z.object({ staticDir: z.string().min(1), room: z.string().max(128).optional() }),
        z.object({ origin: z.url(), room: z.string().max(128).optional() }),
      ]),
    )
    .mutation(({ ctx, input }): Promise<WindowAddress> => ctx.services.openWindow(input)),
})
