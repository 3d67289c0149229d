/** A small file out of a drive of anybody. */
import type Hypercore from 'hypercore'
import { blobPieces } from '@comice/drives/parts'
import type { AppDrive } from '../release/app-drive.ts'

export interface ReadDriveFileOptions {
  /** The version. Default: as the drive is now. */
  readonly length?: number
  readonly maxBytes: number
  /** Deadline for each block, ms; 0 reads what is here. */
  readonly timeoutMs: number
}

/**
 * The bytes of the file, or null: there is none, it is larger than `maxBytes`, its entry is malformed, or nobody sent
 * it. Total.
 */
export async function readDriveFile(
  app: AppDrive,
  path: string,
  { length = app.drive.core.length, maxBytes, timeoutMs }: ReadDriveFileOptions,
): Promise<Uint8Array | null> {
  if (length < 2) return null
  const wait = { wait: timeoutMs !== 0, timeout: timeoutMs, update: false }
  const checkout = app.drive.checkout(length)
  try {
    const entry = await checkout.entry(path, wait)
    const blobs = await app.drive.getBlobs()
    const read = (index: number) => blobs.core.get(index, wait)
    const limits = { blobsLength: Number.MAX_SAFE_INTEGER, maxBytes, read }
    const pieces = entry === null ? null : await blobPieces(blobs, entry.value.blob, limits)
    if (pieces === null || pieces.bytes > maxBytes) return null
    return await readPieces(blobs.core, pieces, wait)
  } catch {
    // A tree that no Hyperbee wrote throws anything; a block that does not come, REQUEST_TIMEOUT.
    return null
  } finally {
    await checkout.close()
  }
}

async function readPieces(
  core: Hypercore,
  { bytes, pieces }: { bytes: number; pieces: readonly (readonly [number, number])[] },
  wait: Hypercore.GetOptions,
): Promise<Uint8Array | null> {
  const blocks: Uint8Array[] = []
  let read = 0
  for (const [from, to] of pieces) {
    for (let at = from; at < to; at++) {
      const block = (await core.get(at, wait)) as Uint8Array | null
      read += block?.byteLength ?? 0
      if (block === null || read > bytes) return null
      blocks.push(block)
    }
  }
  return read === bytes ? Buffer.concat(blocks) : null
}
