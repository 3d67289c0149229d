/** Drives by their names. What takes long or says much is a work instead, see `work/drive-works.ts`. */
import type { DrivePlace, Drives, NamedPlace } from '@comice/drives'
import { decodeKey, LIMITS } from '@comice/protocol'
import { z } from 'zod'
import { MAX_PLACE_CHARS } from '../constants.ts'
import { driveWindowProcedures } from './drive-windows-router.ts'
import { changing, driveView } from './drives-view.ts'
import { given } from './given.ts'
import { localProcedure, procedure, router } from './trpc.ts'

/** The rules of names are those of the drives; here is what keeps the input small. */
const name = z.string().min(1).max(LIMITS.MAX_NAME_BYTES)
/** A link with the read key of an encrypted drive is longer than others by its key. */
const link = z.string().min(1).max(LIMITS.MAX_LINK_CHARS)

const place = z.string().min(1).max(MAX_PLACE_CHARS)
const tag = z.string().min(1).max(LIMITS.MAX_NAME_BYTES)
const timeoutMs = z.number().int().min(0).max(3_600_000).optional()

export const drivesRouter = router({
  ...driveWindowProcedures,

  create: changing
    .input(z.object({ name: name.optional(), isEncrypted: z.boolean().default(false) }))
    .mutation(async ({ ctx, input: { isEncrypted, ...rest } }) => {
      const drives = await ctx.services.drives.open()
      return driveView(await drives.create({ isEncrypted, ...given(rest) }))
    }),

  /** Gives a drive of others a name. */
  add: changing
    .input(z.object({ link, name: name.optional(), isBlind: z.boolean().default(false) }))
    .mutation(async ({ ctx, input: { link: text, isBlind, ...rest } }) => {
      const drives = await ctx.services.drives.open()
      return driveView(await drives.add({ link: text, isBlind, ...given(rest) }))
    }),

  list: procedure.query(async ({ ctx }) => {
    const drives = await ctx.services.drives.open()
    return (await drives.list()).map(driveView)
  }),

  info: procedure.input(z.object({ name })).query(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    const view = driveView(await drives.info(input.name))
    return { ...view, seeders: await ctx.services.drives.keeper.seedersOf(view.id) }
  }),

  alias: changing.input(z.object({ name, to: name })).mutation(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    return driveView(await drives.rename(input.name, input.to))
  }),

  /** The link of a drive, of a version of it, or of a path in it. */
  link: procedure
    .input(z.object({ place, readKey: z.boolean().default(false) }))
    .query(async ({ ctx, input: { place: text, readKey } }) => {
      const drives = await ctx.services.drives.open()
      const { parseDrivePlace } = await import('@comice/drives')
      return { link: await linkOf(drives, parseDrivePlace(text), readKey) }
    }),

  seed: changing.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    return driveView(await drives.seed(input.name))
  }),

  unseed: changing.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    return driveView(await drives.unseed(input.name))
  }),

  /** What the seeder holds stays there; newer versions do not go there any more. False: it was none. */
  unkeep: changing
    .input(z.object({ name, seeder: z.string().min(1).max(128) }))
    .mutation(async ({ ctx, input }) => {
      const drives = await ctx.services.drives.open()
      const { id } = await drives.info(input.name)
      return { wasKept: await ctx.services.drives.keeper.remove(id, decodeKey(input.seeder)) }
    }),

  /** Forgets the name; what is on the disk stays. */
  remove: changing.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    await ctx.services.drives.keeper.removeAll((await drives.info(input.name)).id)
    await drives.remove(input.name)
    return { name: input.name }
  }),

  /** Deletes it from the disk, for ever if it is ours. */
  purge: changing.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    const drives = await ctx.services.drives.open()
    await ctx.services.drives.keeper.removeAll((await drives.info(input.name)).id)
    await drives.purge(input.name)
    return { name: input.name }
  }),

  /** Names the version of a place, by default the newest. */
  tag: changing.input(z.object({ place, tag })).mutation(async ({ ctx, input }) => {
    const { versions } = await ctx.services.drives.open()
    return versions.tag(input.place, input.tag)
  }),

  untag: changing.input(z.object({ place, tag })).mutation(async ({ ctx, input }) => {
    const { versions } = await ctx.services.drives.open()
    await versions.untag(input.place, input.tag)
    return { tag: input.tag }
  }),

  tags: procedure.input(z.object({ place, timeoutMs })).query(async ({ ctx, input, signal }) => {
    const { versions } = await ctx.services.drives.open()
    return versions.tags(input.place, given({ timeoutMs: input.timeoutMs, signal }))
  }),

  /** Mirrors that go on, whoever asked for them. */
  mirrors: localProcedure.query(({ ctx }) => ctx.services.drives.mirrors.list()),

  stopMirror: localProcedure
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => ctx.services.drives.mirrors.stop(input.id)),
})

async function linkOf(drives: Drives, target: DrivePlace, readKey: boolean): Promise<string> {
  const { DriveErrors } = await import('@comice/drives')
  if (target.kind === 'link') throw DriveErrors.PLACE_INVALID({ reason: 'it is a link already' })
  const { name: drive, path } = target
  const version = typeof target.version === 'string' ? await taggedVersion(drives, target) : target.version
  return drives.link(drive, {
    readKey,
    ...(path === '' ? {} : { path }),
    ...(version === null ? {} : { version }),
  })
}

/** @throws DRIVE_TAG_UNKNOWN */
async function taggedVersion({ versions }: Drives, { version, ...target }: NamedPlace): Promise<number> {
  const { DriveErrors } = await import('@comice/drives')
  const tags = await versions.tags({ ...target, version: null }, { timeoutMs: 0 })
  const found = tags.find(({ tag: one }) => one === version)
  if (found === undefined) throw DriveErrors.DRIVE_TAG_UNKNOWN({ tag: String(version) })
  return found.version
}
