/** Apps of others, as the CLI and the window use them: run, look at, keep in order. */
import type { CheckoutProgress, Outcome, Prepared } from '@comice/platform'
import { encodeKey, LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { appView, type AppView, type CheckedUpdateView, storageView, updateView } from './apps-view.ts'
import { authorRouter } from './author-router.ts'
import { given } from './given.ts'
import { type HolderWish, holderWishes } from './holder-wishes.ts'
import { changing, windowProcedures } from './app-windows-router.ts'
import { HostErrors } from '../errors.ts'
import { type Context, localProcedure, procedure, router } from './trpc.ts'
import { type WorkState, workStates } from './work-states.ts'

/** A link, an alias, or the start of a key. */
const appRef = z.string().min(1).max(LIMITS.MAX_LINK_CHARS)
const absolutePath = z.string().min(1).max(4096)
const timeoutMs = z.number().int().min(1).max(3_600_000)
const channel = z.string().min(1).max(LIMITS.MAX_CHANNEL_BYTES)

const runRequest = z.object({
  target: appRef,
  folder: z.boolean().optional(),
  args: z.array(z.string().max(4096)).max(256).optional(),
  path: z.string().max(LIMITS.MAX_LINK_CHARS).optional(),
  channel: channel.optional(),
  checkout: z.number().int().min(1).optional(),
  update: z.boolean().optional(),
  store: absolutePath.optional(),
  tmpStore: z.boolean().optional(),
  inspect: z.string().max(64).optional(),
  give: z
    .array(z.object({ path: absolutePath, isWritable: z.boolean() }))
    .max(64)
    .optional(),
  timeoutMs: timeoutMs.optional(),
})

const bytes = z.number().min(0)
const outcome: z.ZodType<Outcome> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), code: z.number().int() }),
  z.object({
    kind: z.literal('signal'),
    signal: z.custom<NodeJS.Signals>((name) => /^SIG[A-Z0-9]{1,12}$/u.test(String(name))),
  }),
  z.object({ kind: z.literal('failed-to-start'), how: z.string().max(1024) }),
  z.object({ kind: z.literal('out-of-memory'), limitBytes: bytes, seenBytes: bytes }),
  z.object({ kind: z.literal('out-of-disk'), limitBytes: bytes, seenBytes: bytes }),
])

/** What a window may ask for: an app by its link or name, as it is installed, and whether to take an update. */
const windowRequest = runRequest.pick({ target: true, channel: true, update: true, timeoutMs: true }).strict()

/** How a process is started, and the secret that it is known by, are for those who start one. */
function forWindows(prepared: Prepared): Prepared {
  if (prepared.kind !== 'ready') return prepared
  return { kind: 'ready', run: { ...prepared.run, ticket: '', spec: null } }
}

const platformOf = ({ ctx }: { ctx: Context }) => ctx.services.apps.open()

export const appsRouter = router({
  author: authorRouter,

  ...windowProcedures,

  /** As `prepare`, for what is on this disk: null when it has to be fetched. A call costs a face less than a subscription. */
  prepareAtHand: localProcedure
    .input(runRequest)
    .mutation(async ({ ctx, input }): Promise<Prepared | null> => {
      const { runs } = await ctx.services.apps.open()
      return runs.prepareAtHand(input)
    }),

  /** Fetches, verifies and asks, then says how to start it. A window may name apps, and nothing of this machine. */
  prepare: procedure.input(runRequest).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<WorkState<CheckoutProgress, Prepared>> {
    const isLocal = ctx.caller === 'local'
    if (!isLocal && !windowRequest.safeParse(input).success) throw HostErrors.NOT_FOR_WINDOWS({})
    const { runs } = await ctx.services.apps.open()
    const ending = signal ?? new AbortController().signal
    yield* workStates<CheckoutProgress, Prepared>(ending, async (onprogress, within) => {
      const prepared = await runs.prepare(input, { onprogress, signal: within })
      return isLocal ? prepared : forWindows(prepared)
    })
  }),

  /** Remembers a yes to a question of `prepare`. */
  allow: changing
    .input(z.object({ questionId: z.string().max(64), typed: z.string().max(256).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { runs } = await ctx.services.apps.open()
      await runs.allow(input.questionId, input.typed)
    }),

  /** A no to it; true when the version before it can run instead. */
  refuse: changing.input(z.object({ questionId: z.string().max(64) })).mutation(async ({ ctx, input }) => {
    const { runs } = await ctx.services.apps.open()
    return { hasEarlier: await runs.refuse(input.questionId) }
  }),

  /** How the process of a run ended. */
  report: localProcedure
    .input(z.object({ id: z.string().max(64), outcome }))
    .mutation(async ({ ctx, input }) =>
      (await ctx.services.apps.open()).runs.report(input.id, input.outcome),
    ),

  /**
   * Held by whoever started a process, as long as that is there. What comes is what its holder is to do: end it, or ask
   * the user for files and answer by `answer`. When this ends without a report, its holder is gone, and with it the process.
   */
  holdProcess: localProcedure.input(z.object({ id: z.string().max(64) })).subscription(async function* ({
    ctx,
    input: { id },
    signal,
  }): AsyncGenerator<HolderWish> {
    const { runs } = await ctx.services.apps.open()
    const ending = signal ?? new AbortController().signal
    try {
      yield { kind: 'held' }
      yield* holderWishes(runs, id, ending)
    } finally {
      await runs.abandon(id)
    }
  }),

  /** What the user chose when an app asked for files; null when there is nobody to ask. */
  answer: localProcedure
    .input(
      z.object({
        id: z.string().max(64),
        questionId: z.string().max(64),
        paths: z.array(absolutePath).max(256).nullable(),
      }),
    )
    .mutation(async ({ ctx, input: { id, questionId, paths } }) => {
      const { runs } = await ctx.services.apps.open()
      runs.answer(id, questionId, paths)
    }),

  runs: procedure.query(async (call) => (await platformOf(call)).runs.list()),

  stop: procedure.input(z.object({ id: z.string().max(64) })).mutation(async ({ ctx, input }) => {
    const { runs } = await ctx.services.apps.open()
    await runs.stop(input.id)
  }),

  list: procedure.query(async (call): Promise<AppView[]> => {
    const platform = await platformOf(call)
    const apps = await platform.installs.list()
    return Promise.all(apps.map((app) => appView(platform, app)))
  }),

  info: procedure.input(z.object({ app: appRef })).query(async ({ ctx, input }): Promise<AppView> => {
    const platform = await ctx.services.apps.open()
    return appView(platform, await platform.installs.info(input.app))
  }),

  /** Asks peers for a newer version now. */
  update: changing
    .input(z.object({ app: appRef, timeoutMs: timeoutMs.optional() }))
    .mutation(async ({ ctx, input }): Promise<CheckedUpdateView> => {
      const { installs, updates, author } = await ctx.services.apps.open()
      const { key } = await installs.info(input.app)
      const state = await updates.check(key, given({ timeoutMs: input.timeoutMs }))
      const { peers, isOurs } = await author.info({ key, timeoutMs: 0 })
      return { ...updateView(state), isHeard: isOurs || peers > 0 }
    }),

  /** Follows a drive again, after the user has read what stopped its updates. */
  resume: changing.input(z.object({ app: appRef })).mutation(async ({ ctx, input }) => {
    const { installs, updates } = await ctx.services.apps.open()
    const { key } = await installs.info(input.app)
    await updates.resume(key)
    return updateView(updates.state(key))
  }),

  pin: changing.input(z.object({ app: appRef, pinned: z.boolean() })).mutation(async ({ ctx, input }) => {
    const platform = await ctx.services.apps.open()
    return appView(platform, await platform.installs.pin(input.app, input.pinned))
  }),

  alias: changing
    .input(z.object({ app: appRef, alias: z.string().max(LIMITS.MAX_NAME_BYTES) }))
    .mutation(async ({ ctx, input }) => {
      const platform = await ctx.services.apps.open()
      return appView(platform, await platform.installs.rename(input.app, input.alias))
    }),

  /** What the user allowed the app, by author. */
  permissions: procedure.input(z.object({ app: appRef })).query(async ({ ctx, input }) => {
    const { installs, consents } = await ctx.services.apps.open()
    const { words } = await import('@comice/platform')
    const { key } = await installs.info(input.app)
    const granted = await consents.list(key)
    return granted.map(({ author, permissions, unconfined, grantedAt }) => ({
      author: encodeKey(author),
      words: words(permissions),
      unconfined,
      grantedAt,
    }))
  }),

  revoke: changing.input(z.object({ app: appRef })).mutation(async ({ ctx, input }) => {
    const { installs, consents } = await ctx.services.apps.open()
    const { key } = await installs.info(input.app)
    return { revoked: await consents.revoke(key) }
  }),

  remove: changing
    .input(z.object({ app: appRef, storage: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }) => {
      const { installs } = await ctx.services.apps.open()
      const { id } = await installs.info(input.app)
      await installs.remove(input.app, { storage: input.storage })
      return { id }
    }),

  storage: procedure.input(z.object({ app: appRef })).query(async ({ ctx, input }) => {
    const { installs, storage } = await ctx.services.apps.open()
    const { key } = await installs.info(input.app)
    return (await storage.show(key)).map(storageView)
  }),

  moveStorage: localProcedure
    .input(z.object({ app: appRef, dir: absolutePath }))
    .mutation(async ({ ctx, input }) => {
      const { installs, storage } = await ctx.services.apps.open()
      const { key, current } = await installs.info(input.app)
      return storageView(await storage.move(key, current.authorKey, input.dir))
    }),

  exportStorage: localProcedure
    .input(z.object({ app: appRef, dir: absolutePath }))
    .mutation(async ({ ctx, input }) => {
      const { installs, storage } = await ctx.services.apps.open()
      const { key, current } = await installs.info(input.app)
      return storageView(await storage.export(key, current.authorKey, input.dir))
    }),

  resetStorage: changing.input(z.object({ app: appRef })).mutation(async ({ ctx, input }) => {
    const { installs, storage } = await ctx.services.apps.open()
    const { key, current, id } = await installs.info(input.app)
    await storage.reset(key, current.authorKey)
    return { id }
  }),

  gc: changing.input(z.object({ app: appRef.optional() })).mutation(async ({ ctx, input }) => {
    const { installs, storage } = await ctx.services.apps.open()
    const key = input.app === undefined ? undefined : (await installs.info(input.app)).key
    return storage.gc(key)
  }),
})
