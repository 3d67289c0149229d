/** Apps that have windows, and what the node's own window needs to show a list of apps. */
import { LIMITS } from '@comice/protocol'
import type { StartedWindow, WindowEnd } from '@comice/platform'
import { z } from 'zod'
import type { Shown } from '../services/app-windows.ts'
import { readAppIcon } from '../services/app-icon.ts'
import { appView, type AppView } from './apps-view.ts'
import { localProcedure, procedure } from './trpc.ts'

/** Tells those who watch the list. */
export const changing = procedure.use(async ({ ctx, next }) => {
  const result = await next()
  ctx.services.apps.changed()
  return result
})

const runId = z.string().max(64)
const path = z.string().max(LIMITS.MAX_LINK_CHARS)

/** Whether a window app goes on, or how it ended. */
export type WindowRunState =
  | { readonly kind: 'running' }
  | ({ readonly kind: 'ended' } & Omit<WindowEnd, 'outcome'> & { readonly reason: string })

export const windowProcedures = {
  /** Starts a window app, or opens another page of one that runs: an address for whoever shows it. */
  start: localProcedure
    .input(z.object({ id: runId, path: path.optional() }))
    .mutation(async ({ ctx, input }): Promise<StartedWindow> => {
      const { runs } = await ctx.services.apps.open()
      return runs.start(input.id, input.path)
    }),

  /** Keeps a window app running for as long as this is listened to, and says when it has ended. */
  attend: localProcedure.input(z.object({ id: runId })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<WindowRunState> {
    const { runs } = await ctx.services.apps.open()
    const { outcomeError } = await import('@comice/platform')
    const name = runs.list().find(({ id }) => id === input.id)?.app.name ?? ''
    using hold = runs.hold(input.id)
    yield { kind: 'running' }
    const end = await untilAborted(hold.ended, signal)
    if (end === null) return
    const { isOrderly, again, outcome } = end
    const reason = outcome === null ? '' : (outcomeError(name, outcome)?.message ?? '')
    yield { kind: 'ended', isOrderly, again, reason }
  }),

  /**
   * Starts a window app that was made ready, or opens another page of it, in a browser that the node starts; where it
   * cannot, the address is the answer. For the node's own window, which cannot start a browser itself.
   */
  show: procedure
    .input(z.object({ id: runId, path: path.optional() }))
    .mutation(async ({ ctx, input }): Promise<Shown> => {
      const { apps } = ctx.services
      return apps.windows.show(await apps.open(), input)
    }),

  /** All apps, again at each change. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<AppView[]> {
    const { apps } = ctx.services
    const platform = await apps.open()
    const ending = signal ?? new AbortController().signal
    let isStale = true
    let wake = () => {}
    const changed = () => {
      isStale = true
      wake()
    }
    using _ = { [Symbol.dispose]: apps.onChange(changed) }
    ending.addEventListener('abort', changed, { once: true })
    while (!ending.aborted) {
      if (!isStale) await new Promise<void>((resolve) => (wake = resolve))
      isStale = false
      const installed = await platform.installs.list()
      yield await Promise.all(installed.map((app) => appView(platform, app)))
      await ctx.drained(ending)
    }
  }),

  /** The icon of an app, a PNG in base64; null when it has none that can be shown. */
  icon: procedure
    .input(z.object({ app: z.string().min(1).max(LIMITS.MAX_LINK_CHARS) }))
    .query(async ({ ctx, input }): Promise<{ png: string } | null> => {
      const { installs } = await ctx.services.apps.open()
      const { dir, icon } = await installs.describe(input.app)
      const png = dir === null ? null : await readAppIcon(dir, icon)
      return png === null ? null : { png: png.toString('base64') }
    }),
}

/** What `work` gives, or null when `signal` aborts first. */
async function untilAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | null> {
  const aborted = Promise.withResolvers<null>()
  const abort = () => aborted.resolve(null)
  if (signal?.aborted === true) return null
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
