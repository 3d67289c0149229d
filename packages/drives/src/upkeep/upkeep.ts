/** Keeping drives whole and small: fetch everything, check and repair every block, give disk space back. */
import type { DriveContext } from '../place/open-place.ts'
import { openPlace } from '../place/open-place.ts'
import { type DriveTarget, placeOf, type ReadOptions } from '../files/files.ts'
import { type DownloadProgress, downloadDrive, type DownloadResult } from './download-drive.ts'
import { clearUnused, type ClearResult } from './clear-unused.ts'
import { verifyDrive, type VerifyProgress, type VerifyResult } from './verify-drive.ts'

export interface DownloadOptions extends ReadOptions {
  readonly onprogress?: (progress: DownloadProgress) => void
}

export interface VerifyOptions extends ReadOptions {
  /** Fetches damaged and missing blocks from peers. Default true. */
  readonly repairs?: boolean
  readonly onprogress?: (progress: VerifyProgress) => void
}

export interface Upkeep {
  /**
   * Fetches the contents below a place, so that they can be read without peers.
   * @throws DRIVE_UNREACHABLE when nobody gives them, and what openPlace throws
   */
  download(target: DriveTarget, options?: DownloadOptions): Promise<DownloadResult>
  /**
   * Hashes every block that is here against what the drive's writer signed. What is damaged is fetched again from peers.
   * @throws what openPlace throws
   */
  verify(target: DriveTarget, options?: VerifyOptions): Promise<VerifyResult>
  /**
   * Deletes contents from this disk that no file of the newest version uses: of old versions, and what interrupted
   * writes left. With `all`, all contents of a drive of others, which can be fetched again.
   */
  gc(target: DriveTarget, options?: ReadOptions & { readonly all?: boolean }): Promise<ClearResult>
}

export function createUpkeep(context: DriveContext): Upkeep {
  return {
    async download(target, options = {}) {
      await using opened = await openPlace(context, placeOf(target), options)
      return await downloadDrive(opened, options)
    },
    async verify(target, options = {}) {
      const { repairs = true } = options
      await using opened = await openPlace(context, placeOf(target), {
        ...options,
        ...(repairs ? {} : { timeoutMs: 0 }),
      })
      return await verifyDrive(opened, options)
    },
    async gc(target, { all = false, ...options } = {}) {
      await using opened = await openPlace(context, placeOf(target), { timeoutMs: 0, ...options })
      return await clearUnused(opened, { all })
    },
  }
}
