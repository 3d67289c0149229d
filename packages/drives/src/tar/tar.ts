/** Drives from and to tar archives. */
import { spool } from '../contents/spool.ts'
import { type DriveTarget, placeOf, type ReadOptions } from '../files/files.ts'
import { type DriveContext, openOurs, openPlace } from '../place/open-place.ts'
import { exportTar, type TarOptions } from './export-tar.ts'
import { importTar, type ImportResult } from './import-tar.ts'

export interface Tar {
  /** An archive of what is below a place, at its version. @throws what openPlace throws */
  export(target: DriveTarget, options?: ReadOptions & TarOptions): AsyncIterable<Uint8Array>
  /** Writes what an archive holds below a place, once it is here: all of it, or nothing. @throws DRIVE_NOT_OURS */
  import(target: DriveTarget, archive: AsyncIterable<Uint8Array>): Promise<ImportResult>
}

export function createTar(context: DriveContext): Tar {
  return {
    async *export(target, options) {
      await using opened = await openPlace(context, placeOf(target), options)
      yield* exportTar(opened, options)
    },
    async import(target, archive) {
      await (await openOurs(context, placeOf(target)))[Symbol.asyncDispose]()
      await using kept = await spool(context.peer.profile.dir, archive)
      await using opened = await openOurs(context, placeOf(target))
      return await importTar(opened, kept.read(), context.peer.now)
    },
  }
}
