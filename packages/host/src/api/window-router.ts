/** Opening a window: a folder with a built page, served on loopback to whoever shows a fresh code. */
import { LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { DISPLAY_VARIABLES } from '../services/display.ts'
import type { WindowAddress } from '../services/services.ts'
import { localProcedure, router } from './trpc.ts'

const variable = z.string().max(4096).optional()

/** What is opened at once in it, and where this caller's screen is. */
const opened = {
  room: z.string().max(128).optional(),
  app: z.string().max(LIMITS.MAX_LINK_CHARS).optional(),
  display: z
    .object(
      Object.fromEntries(DISPLAY_VARIABLES.map((name) => [name, variable])) as Record<
        (typeof DISPLAY_VARIABLES)[number],
        typeof variable
      >,
    )
    .optional(),
}

export const windowRouter = router({
  /**
   * Serves the page in `staticDir` (it has an index.html), or with `origin` admits a development server's page.
   */
  open: localProcedure
    .input(
      z.union([
        z.object({ staticDir: z.string().min(1), ...opened }),
        z.object({ origin: z.url(), ...opened }),
      ]),
    )
    .mutation(({ ctx, input: { display, ...input } }): Promise<WindowAddress> => {
      if (display !== undefined) ctx.services.apps.windows.display = display
      return ctx.services.openWindow(input)
    }),
})
