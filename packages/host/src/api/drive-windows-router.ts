/** Drives as a page of the window shows them, live. Contents go by HTTP, see `server/window-files.ts`. */
import type { MirrorProgress, MirrorResult } from '@comice/drives'
import { isComiceError } from '@comice/protocol'
import { z } from 'zod'
import { FOLLOW_SEED_MS, MAX_FILE_VERSIONS, MAX_PLACE_CHARS, MAX_SHOWN_CHANGES } from '../constants.ts'
import { placeOfDrive } from '../server/drive-place.ts'
import { FILES_PATH } from '../server/window-files.ts'
import { type ChangesView, changesOf, type DriveVersionView, versionsOf } from './drive-versions.ts'
import { changing, type DriveView, driveView } from './drives-view.ts'
import { type FolderPart, folderParts } from './folder-parts.ts'
import { given } from './given.ts'
import { Changes } from './changes.ts'
import { procedure } from './trpc.ts'
import { type WorkState, workStates } from './work-states.ts'

/** The key as z-base-32. */
const drive = z.string().min(1).max(64)
const version = z.number().int().min(1)
const path = z.string().max(MAX_PLACE_CHARS)
const at = z.object({ drive, version, path })

/** A drive that is looked at, as it is now. */
export interface DriveLookView {
  readonly version: number
  /** Path on the node's server below which the drive's contents are, until this ends. */
  readonly base: string
}

const never = () => new AbortController().signal

export const driveWindowProcedures = {
  /** All drives, now and whenever that changes. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<DriveView[]> {
    const ending = signal ?? never()
    const drives = await ctx.services.drives.open()
    using changes = new Changes(ending, (listener) => ctx.services.drives.onChange(listener))
    for (let told = ''; !ending.aborted;) {
      const all = (await drives.list()).map(driveView)
      const text = JSON.stringify(all)
      if (text !== told) yield all
      told = text
      await ctx.drained(ending)
      // Peers and blocks of a seed come without a word.
      await changes.next(all.some(({ isSeeded }) => isSeeded) ? FOLLOW_SEED_MS : null)
    }
  }),

  /** Keeps the drive at hand and its contents readable by this page for as long as it is listened to. */
  look: procedure.input(z.object({ drive })).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<DriveLookView> {
    const ending = signal ?? never()
    const { looks } = ctx.services.drives
    const { versions } = await ctx.services.drives.open()
    await using held = await versions.hold(await placeOfDrive(input.drive, {}), { signal: ending })
    using look = looks.begin(input.drive)
    using changes = new Changes(ending, (listener) => held.onChange(listener))
    for (let shown = 0; !ending.aborted; await changes.next(null)) {
      if (held.version === shown) continue
      shown = held.version
      yield { version: shown, base: `${FILES_PATH}${look.secret}/` }
      await ctx.drained(ending)
    }
  }),

  /** What is in a folder: a part soon, the rest in large ones. */
  folder: procedure.input(at).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<FolderPart> {
    const ending = signal ?? never()
    const { files } = await ctx.services.drives.open()
    const listing = files.list(await placeOfDrive(input.drive, input), { timeoutMs: 0, signal: ending })
    for await (const part of folderParts(listing)) {
      if (ending.aborted) return
      yield part
      await ctx.drained(ending)
    }
  }),

  /** Versions of the drive, or with a path those in which that entry is another; the newest first. */
  versions: procedure
    .input(z.object({ drive, path: path.optional() }))
    .query(async ({ ctx, input, signal }): Promise<DriveVersionView[]> => {
      const drives = await ctx.services.drives.open()
      const place = await placeOfDrive(input.drive, { path: input.path })
      return versionsOf(drives, place, { limit: MAX_FILE_VERSIONS, signal })
    }),

  /** What a version changed. */
  changes: procedure
    .input(z.object({ drive, version, from: z.number().int().min(0) }))
    .query(async ({ ctx, input, signal }): Promise<ChangesView> => {
      const drives = await ctx.services.drives.open()
      const place = await placeOfDrive(input.drive, { version: input.version })
      return changesOf(drives, place, { from: input.from, limit: MAX_SHOWN_CHANGES, signal })
    }),

  /** Makes an entry, or all of the drive, what it was; that is a new version. */
  restore: procedure
    .input(at.extend({ mayDeleteMuch: z.boolean().optional() }))
    .subscription(async function* ({
      ctx,
      input,
      signal,
    }): AsyncGenerator<WorkState<MirrorProgress, MirrorResult | null>> {
      yield* workStates<MirrorProgress, MirrorResult | null>(
        signal ?? never(),
        async (onprogress, within) => {
          const { files, versions } = await ctx.services.drives.open()
          const place = await placeOfDrive(input.drive, input)
          const { kind } = await files.stat(place, { timeoutMs: 0 })
          if (kind !== 'folder') {
            await files.copy(place, await placeOfDrive(input.drive, { path: input.path }), {
              overwrite: true,
            })
            ctx.services.drives.changed()
            return null
          }
          const options = { onprogress, signal: within, ...given({ mayDeleteMuch: input.mayDeleteMuch }) }
          const result = await versions.restore(place, options)
          ctx.services.drives.changed()
          return result
        },
      )
    }),

  move: changing.input(z.object({ drive, from: path, to: path })).mutation(async ({ ctx, input }) => {
    const { files } = await ctx.services.drives.open()
    const from = await placeOfDrive(input.drive, { path: input.from })
    const to = await placeOfDrive(input.drive, { path: input.to })
    return { entries: await files.move(from, to) }
  }),

  removeEntry: changing.input(z.object({ drive, path: path.min(1) })).mutation(async ({ ctx, input }) => {
    const { files } = await ctx.services.drives.open()
    const place = await placeOfDrive(input.drive, input)
    return { entries: await files.remove(place, { recursive: true }) }
  }),

  makeFolder: changing.input(z.object({ drive, path: path.min(1) })).mutation(async ({ ctx, input }) => {
    const { files } = await ctx.services.drives.open()
    const { DriveErrors } = await import('@comice/drives')
    const place = await placeOfDrive(input.drive, input)
    const found = await files.stat(place, { timeoutMs: 0 }).catch((error: unknown) => {
      if (isComiceError(error, 'DRIVE_ENTRY_NOT_FOUND')) return null
      throw error
    })
    if (found !== null) throw DriveErrors.DRIVE_ENTRY_EXISTS({ path: input.path })
    await files.makeFolder(place)
  }),
}
