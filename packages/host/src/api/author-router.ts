/** An author's apps: made, staged, released, taken back, kept available, looked at. For local programs alone. */
import type {
  AppInfo,
  CheckoutProgress,
  DumpResult,
  SeedingStatus,
  StageProgress,
  StageResult,
} from '@comice/platform'
import { decodeKey, encodeKey, formatLink, LIMITS, parseLink } from '@comice/protocol'
import type { KeepProgress } from '@comice/keep'
import { z } from 'zod'
import { releaseView, type ReleaseView } from './apps-view.ts'
import { given } from './given.ts'
import { localProcedure, router } from './trpc.ts'
import { workStates } from './work-states.ts'

const link = z.string().min(1).max(LIMITS.MAX_LINK_CHARS)
const channel = z.string().min(1).max(LIMITS.MAX_CHANNEL_BYTES).optional()
const version = z.string().min(1).max(LIMITS.MAX_RELEASE_VERSION_BYTES).optional()
const notes = z.string().max(LIMITS.MAX_RELEASE_NOTES_BYTES).optional()
const absolutePath = z.string().min(1).max(4096)
const timeoutMs = z.number().int().min(0).max(3_600_000).optional()
const seedPollMs = 1000

/** What a stage did, and the links of what is there now. */
export interface StagedView extends StageResult {
  readonly link: string
  /** Of this version alone. */
  readonly verlink: string
}

/** An app that is given to whoever asks for it. */
export interface SeedView extends SeedingStatus {
  readonly id: string
  readonly link: string
}

/** What is known of an app, of anybody. */
export interface AppInfoView extends Omit<AppInfo, 'channels' | 'releases'> {
  readonly channels: readonly { readonly channel: string; readonly release: ReleaseView }[]
  readonly releases: readonly ReleaseView[]
  /** Whether this node gives it whenever it runs. */
  readonly isGiven: boolean
  /** The seeders that this node has keep it, by key (z-base-32). */
  readonly seeders: readonly { readonly key: string; readonly state: KeepProgress['state'] }[]
}

export const authorRouter = router({
  touch: localProcedure
    .input(z.object({ name: z.string().min(1).max(LIMITS.MAX_NAME_BYTES).optional() }))
    .mutation(async ({ ctx, input: { name } }) => {
      const { author } = await ctx.services.apps.open()
      const made = await author.touch(name === undefined ? {} : { name })
      return { id: encodeKey(made.key), link: made.link }
    }),

  stage: localProcedure
    .input(
      z.object({
        link,
        dir: absolutePath,
        dryRun: z.boolean().default(false),
        include: z.array(z.string().max(4096)).max(256).default([]),
        channel,
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const { author } = await ctx.services.apps.open()
      const { dir, dryRun, include } = input
      const { key } = parseLink(input.link)
      const options = { key, dryRun, include, ...given({ channel: input.channel }) }
      const ending = signal ?? new AbortController().signal
      yield* workStates<StageProgress, StagedView>(ending, async (onprogress, within) => {
        const result = await author.stage(dir, { ...options, signal: within, onprogress })
        const { fork, length } = result
        return { ...result, link: formatLink({ key }), verlink: formatLink({ key, fork, length }) }
      })
    }),

  release: localProcedure
    .input(z.object({ link, channel, version, notes }))
    .mutation(async ({ ctx, input: { link: text, ...rest } }) => {
      const { author } = await ctx.services.apps.open()
      return releaseView(await author.release({ key: parseLink(text).key, ...given(rest) }))
    }),

  rollback: localProcedure
    .input(z.object({ link, channel, to: version, notes }))
    .mutation(async ({ ctx, input: { link: text, ...rest } }) => {
      const { author } = await ctx.services.apps.open()
      return releaseView(await author.rollback({ key: parseLink(text).key, ...given(rest) }))
    }),

  /** Gives the app to whoever asks for it, for as long as this is listened to. */
  seed: localProcedure.input(z.object({ link })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<SeedView> {
    const { author } = await ctx.services.apps.open()
    const ending = signal ?? new AbortController().signal
    const seeding = await author.seed({ key: parseLink(input.link).key })
    using _duty = ctx.services.duties.hold(`app ${seeding.id.slice(0, 8)} is seeded`)
    await seeding.flushed()
    let told = ''
    while (!ending.aborted) {
      const status = { id: seeding.id, link: seeding.link, ...seeding.status() }
      if (JSON.stringify(status) !== told) yield status
      told = JSON.stringify(status)
      await pause(seedPollMs, ending)
    }
  }),

  /** Has a seeder keep the app from now on, and yields how far it is until it holds all of it. */
  keep: localProcedure
    .input(z.object({ link, seeder: z.string().min(1).max(128), timeoutMs }))
    .subscription(async function* ({ ctx, input, signal }) {
      const { author } = await ctx.services.apps.open()
      const ending = signal ?? new AbortController().signal
      const { seeder } = input
      const { key } = parseLink(input.link)
      const source = await ctx.services.apps.keeper.add(author, { key, seeder: decodeKey(seeder) })
      yield* ctx.services.keeper.keepSource(source, {
        seeder,
        signal: ending,
        timeoutMs: input.timeoutMs,
      })
    }),

  /** Ends that a seeder keeps the app, or with null that this node gives it whenever it runs. False when it did not. */
  withdraw: localProcedure
    .input(z.object({ link, seeder: z.string().min(1).max(128).nullable() }))
    .mutation(async ({ ctx, input: { link: text, seeder } }) => {
      const { author } = await ctx.services.apps.open()
      const { key } = parseLink(text)
      if (seeder === null) return { withdrawn: await author.withdraw({ key }) }
      const { keeper } = ctx.services.apps
      return { withdrawn: await keeper.remove(author, { key, seeder: decodeKey(seeder) }) }
    }),

  info: localProcedure
    .input(z.object({ link, timeoutMs }))
    .query(async ({ ctx, input, signal }): Promise<AppInfoView> => {
      const { author } = await ctx.services.apps.open()
      const info = await author.info({
        key: parseLink(input.link).key,
        ...given({ timeoutMs: input.timeoutMs, signal }),
      })
      const { key } = parseLink(input.link)
      return {
        ...info,
        isGiven: await author.seeders.hasUs(key),
        seeders: ctx.services.apps.keeper.progress(key).map(({ seeder, progress: { state } }) => ({
          key: encodeKey(seeder),
          state,
        })),
        channels: info.channels.map(({ channel: name, release }) => ({
          channel: name,
          release: releaseView(release),
        })),
        releases: info.releases.map(releaseView),
      }
    }),

  changelog: localProcedure.input(z.object({ link, timeoutMs })).query(async ({ ctx, input, signal }) => {
    const { author } = await ctx.services.apps.open()
    return author.changelog({
      key: parseLink(input.link).key,
      ...given({ timeoutMs: input.timeoutMs, signal }),
    })
  }),

  dump: localProcedure
    .input(
      z.object({
        link,
        dir: absolutePath,
        dryRun: z.boolean().default(false),
        checkout: z.union([z.number().int().min(1), z.string().min(1).max(64)]).optional(),
        timeoutMs,
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const { author } = await ctx.services.apps.open()
      const ending = signal ?? new AbortController().signal
      const { link: text, dir, dryRun, ...rest } = input
      yield* workStates<CheckoutProgress, DumpResult>(ending, (onprogress, within) =>
        author.dump({ link: text, dir, dryRun, ...given(rest), signal: within, onprogress }),
      )
    }),
})

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
