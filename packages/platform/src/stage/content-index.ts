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
  readonly #blobsByHash = new Map<string, BlobId>()
  readonly #hashesByBlob = new Map<string, string | null>()
  /** Contents that nobody has read yet, by their size: they are read when others of that size are looked for. */
  readonly #unreadBySize = new Map<number, Map<string, BlobId>>()

  constructor({ app, entries, cache }: { app: AppDrive; entries: EntriesByPath; cache: StageCache }) {
    this.#app = app
    this.#cache = cache
    for (const { blob, hash } of cache.contents()) this.#know(blob, hash)
    for (const { blob } of entries.values()) if (blob !== null) this.#add(blob)
  }

  /** Whether the entry of a drive has these contents. */
  async holds({ blob }: DriveEntry, wanted: Wanted): Promise<boolean> {
    if (blob === null || blob.byteLength !== wanted.bytes) return false
    return (await this.#hash(blob)) === wanted.hash
  }

  /** Contents that are equal to the wanted, or null. */
  async find(wanted: Wanted): Promise<BlobId | null> {
    for (const blob of this.#unreadBySize.get(wanted.bytes)?.values() ?? []) await this.#hash(blob)
    return this.#blobsByHash.get(wanted.hash) ?? null
  }

  #add(blob: BlobId): void {
    const name = blobName(blob)
    if (this.#hashesByBlob.has(name)) return
    const unread = this.#unreadBySize.get(blob.byteLength) ?? new Map<string, BlobId>()
    this.#unreadBySize.set(blob.byteLength, unread.set(name, blob))
  }

  #know(blob: BlobId, hash: string | null): void {
    const name = blobName(blob)
    this.#hashesByBlob.set(name, hash)
    this.#unreadBySize.get(blob.byteLength)?.delete(name)
    if (hash !== null && !this.#blobsByHash.has(hash)) this.#blobsByHash.set(hash, blob)
  }

  /** Null when they are not on this machine: another program cleared them. */
  async #hash(blob: BlobId): Promise<string | null> {
    const known = this.#hashesByBlob.get(blobName(blob))
    if (known !== undefined) return known
    const hash = await hashBlob((await this.#app.drive.getBlobs()).core, blob)
    this.#know(blob, hash)
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
