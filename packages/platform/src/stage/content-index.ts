/**
 * Which contents a drive has already, so that nothing is stored twice: not for a file that moved, nor for two that are
 * equal, nor for what an interrupted stage appended.
 */
import { createHash } from 'node:crypto'
import type Hypercore from 'hypercore'
import type { AppDrive } from '../release/app-drive.ts'
import type { DigestedFile } from './digest-files.ts'
import type { DriveEntry, EntriesByPath } from './drive-entries.ts'
import type { StageCache } from './stage-cache.ts'

/** Where contents are in their core, as hyperblobs names it. */
export interface BlobId {
  readonly blockOffset: number
  readonly blockLength: number
  readonly byteOffset: number
  readonly byteLength: number
}

type Wanted = Pick<DigestedFile, 'hash' | 'bytes'>

export class ContentIndex {
  readonly #app: AppDrive
  readonly #cache: StageCache
  /** Contents by their size: only these are compared. */
  readonly #blobsBySize = new Map<number, BlobId[]>()
  readonly #hashesByBlob = new Map<string, string | null>()

  constructor({ app, entries, cache }: { app: AppDrive; entries: EntriesByPath; cache: StageCache }) {
    this.#app = app
    this.#cache = cache
    for (const { blob } of entries.values()) if (blob !== null) this.#add(blob)
    for (const { blob, hash } of cache.contents()) {
      this.#add(blob)
      this.#hashesByBlob.set(blobName(blob), hash)
    }
  }

  /** Whether the entry of a drive has these contents. */
  async holds({ blob }: DriveEntry, wanted: Wanted): Promise<boolean> {
    if (blob === null || blob.byteLength !== wanted.bytes) return false
    return (await this.#hash(blob)) === wanted.hash
  }

  /** Contents that are equal to the wanted, or null. */
  async find(wanted: Wanted): Promise<BlobId | null> {
    for (const blob of this.#blobsBySize.get(wanted.bytes) ?? []) {
      if ((await this.#hash(blob)) === wanted.hash) return blob
    }
    return null
  }

  #add(blob: BlobId): void {
    const blobs = this.#blobsBySize.get(blob.byteLength) ?? []
    const name = blobName(blob)
    if (!blobs.some((known) => blobName(known) === name)) blobs.push(blob)
    this.#blobsBySize.set(blob.byteLength, blobs)
  }

  /** Null when they are not on this machine: another program cleared them. */
  async #hash(blob: BlobId): Promise<string | null> {
    const name = blobName(blob)
    const noted = this.#hashesByBlob.get(name)
    if (noted !== undefined) return noted
    const hash = await hashBlob((await this.#app.drive.getBlobs()).core, blob)
    this.#hashesByBlob.set(name, hash)
    if (hash !== null) this.#cache.keep(hash, blob)
    return hash
  }
}

/** One text for one place. */
export function blobName({ blockOffset, blockLength, byteLength }: BlobId): string {
  return `${blockOffset}+${blockLength}:${byteLength}`
}

async function hashBlob(core: Hypercore, blob: BlobId): Promise<string | null> {
  const hash = createHash('sha256')
  for (let at = blob.blockOffset; at < blob.blockOffset + blob.blockLength; at++) {
    const block = await core.get(at, { wait: false })
    if (block === null) return null
    hash.update(block)
  }
  return hash.digest('hex')
}
