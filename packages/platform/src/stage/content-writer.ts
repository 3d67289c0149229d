/**
 * Appends new contents to their core, in portions, and goes on where an interrupted stage stopped: also in the middle
 * of a file.
 */
import { createHash } from 'node:crypto'
import { isEqualBytes } from '@comice/protocol'
import type Hypercore from 'hypercore'
import { CONTENT_BLOCK_BYTES, STAGE_PORTION_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { BlobId } from './content-index.ts'
import { type DigestedFile, readStaged } from './digest-files.ts'
import type { StageCache } from './stage-cache.ts'
import type { StageTicker } from './stage-progress.ts'

export interface WriterOptions {
  readonly cache: StageCache
  readonly signal: AbortSignal | undefined
  readonly ticker: StageTicker
}

/** Whoever writes holds the lock of the drive's tree: the places that it gives out count on being alone. */
export class ContentWriter {
  readonly #core: Hypercore
  readonly #options: WriterOptions
  readonly #blobsByHash = new Map<string, BlobId>()
  /** Whole contents among the pending blocks, to be noted once these are appended. */
  #finished: { hash: string; blob: BlobId }[] = []
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  /** Where the next block comes to stand. */
  #block: number
  #byte: number

  constructor(core: Hypercore, options: WriterOptions) {
    this.#core = core
    this.#options = options
    this.#block = core.length
    this.#byte = core.byteLength
  }

  /** Contents that were written before in this stage are not written again. @throws STAGE_CHANGED */
  async write(digested: DigestedFile): Promise<BlobId> {
    const known = this.#blobsByHash.get(digested.hash)
    if (known !== undefined) return known
    const start = await this.#start(digested)
    const { blockOffset, byteOffset } = start
    this.#options.cache.begin({ hash: digested.hash, ...start })
    const hash = createHash('sha256')
    for await (const chunk of readStaged(digested.file)) {
      hash.update(chunk)
      await this.#append(chunk)
    }
    this.#options.cache.begin(null)
    if (hash.digest('hex') !== digested.hash) throw PlatformErrors.STAGE_CHANGED({ path: digested.path })
    const blob = {
      blockOffset,
      blockLength: this.#block - blockOffset,
      byteOffset,
      byteLength: this.#byte - byteOffset,
    }
    this.#blobsByHash.set(digested.hash, blob)
    this.#finished.push({ hash: digested.hash, blob })
    return blob
  }

  /** Appends what is pending, and notes it: a stage that ends here finds it again. */
  async flush(): Promise<void> {
    if (this.#pending.length > 0) await this.#core.append(this.#pending)
    this.#options.ticker.wrote(this.#pendingBytes)
    this.#pending = []
    this.#pendingBytes = 0
    for (const { hash, blob } of this.#finished) this.#options.cache.keep(hash, blob)
    this.#finished = []
    await this.#options.cache.save()
  }

  /** Where the contents come to stand: at the end, or where their beginning stands there already. */
  async #start(digested: DigestedFile): Promise<Place> {
    const begun = this.#options.cache.begun
    const isLast = this.#pending.length === 0 && begun?.hash === digested.hash
    if (!isLast || !(await this.#endsWith(digested, begun))) {
      return { blockOffset: this.#block, byteOffset: this.#byte }
    }
    this.#block = begun.blockOffset
    this.#byte = begun.byteOffset
    return begun
  }

  /** Whether everything in the core from there on is the beginning of these contents. */
  async #endsWith(digested: DigestedFile, { blockOffset }: Place): Promise<boolean> {
    let at = blockOffset
    for await (const chunk of readStaged(digested.file)) {
      for (const block of blocksOf(chunk)) {
        if (at >= this.#core.length) return at > blockOffset
        const there = await this.#core.get(at++, { wait: false })
        if (there === null || !isEqualBytes(there, block)) return false
      }
    }
    return at === this.#core.length
  }

  async #append(chunk: Uint8Array): Promise<void> {
    for (const block of blocksOf(chunk)) {
      if (this.#block >= this.#core.length) {
        this.#pending.push(block)
        this.#pendingBytes += block.byteLength
      }
      this.#block++
      this.#byte += block.byteLength
    }
    if (this.#pendingBytes < STAGE_PORTION_BYTES) return
    this.#options.signal?.throwIfAborted()
    await this.flush()
  }
}

/** Where a blob begins. */
interface Place {
  readonly blockOffset: number
  readonly byteOffset: number
}

function* blocksOf(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.byteLength; at += CONTENT_BLOCK_BYTES) {
    yield chunk.subarray(at, at + CONTENT_BLOCK_BYTES)
  }
}
