/** Appends the contents of files to a drive's core, in portions: one append, and one sync, for many small files. */
import { giveBack } from '@comice/protocol'
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import { MAX_MAP_PIECES, MAX_MAPPED_BLOCKS, PORTION_BYTES, SMALL_FILE_BYTES } from '../constants.ts'
import type { BlobPieces } from './blob-pieces.ts'
import { encodeBlockMap, type MappedBlock } from './block-map.ts'
import { DriveErrors } from '../errors.ts'
import { ContentCutter, evenBlocks } from './content-cutter.ts'
import { KnownBlocks } from './known-blocks.ts'

export interface AppenderOptions {
  /** Of an encrypted drive; else null. */
  readonly encryptionKey: Uint8Array | null
  /** Of contents that were stored. */
  readonly onbytes?: (bytes: number) => void
  /** Pieces that a file may be in. Default MAX_MAP_PIECES. */
  readonly maxPieces?: number
}

export interface AppendOptions {
  /** Where contents are that the new ones may share blocks with: those of the file that they replace. */
  readonly like?: Pick<BlobPieces, 'bytes' | 'pieces'> | null
  /** Told of pieces that are needed no more. */
  readonly used?: (piece: Uint8Array) => void
}

/** Contents that were appended, or will be by the next flush. */
export interface Appended {
  readonly id: Hyperblobs.BlobId
  readonly bytes: number
}

/** A file while it is appended. */
interface NewFile {
  /** Where what is stored of it begins. */
  begin: Position
  /** Null: all of it is stored. */
  known: KnownBlocks | null
  /** Its blocks, old and new, while some may be old. */
  mapped: MappedBlock[]
  /** In which they lie. */
  pieces: number
  isShared: boolean
  bytes: number
}

interface Position {
  readonly block: number
  readonly byte: number
}

/**
 * The places that it gives out count on being alone: whoever appends holds the lock of the drive's tree from the first
 * append to the {@link flush} behind the last one, and no entry may name a blob before that resolved. Whoever gives up keeps
 * the lock until it is disposed: a portion may still be on its way to the disk.
 */
export class ContentAppender implements AsyncDisposable {
  readonly #core: Hypercore
  readonly #cutter: ContentCutter
  readonly #onbytes: (bytes: number) => void
  readonly #maxPieces: number
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  /** Called when what is pending is stored. */
  #onstored: (() => void)[] = []
  /** The portion that is being stored while the next is collected. */
  #storing: Promise<void> | null = null
  /** Where the next block comes to lie. */
  #at: Position

  constructor(core: Hypercore, options: AppenderOptions) {
    const { encryptionKey, onbytes = () => undefined, maxPieces = MAX_MAP_PIECES } = options
    this.#core = core
    this.#cutter = new ContentCutter(encryptionKey)
    this.#onbytes = onbytes
    this.#maxPieces = maxPieces
    this.#at = { block: core.length, byte: core.byteLength }
  }

  /** Takes the contents of a small file. Where they are alone in their memory it is given back when they are stored. */
  async appendSmall(contents: Uint8Array): Promise<Appended> {
    this.#begin()
    const begin = this.#at
    for (const block of evenBlocks(contents)) await this.#push(block)
    const bytes = contents.byteLength
    this.#onstored.push(() => {
      giveBack(contents)
      this.#onbytes(bytes)
    })
    return { id: this.#since(begin), bytes }
  }

  /** Takes contents of any length. Blocks that the file which they are like has already are not stored again. */
  async append(
    contents: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    { like = null, used }: AppendOptions = {},
  ): Promise<Appended> {
    this.#begin()
    const isLarge = like !== null && like.bytes > SMALL_FILE_BYTES
    const known = isLarge ? await KnownBlocks.of(this.#core, like.pieces) : null
    const file: NewFile = { begin: this.#at, known, mapped: [], pieces: 0, isShared: false, bytes: 0 }
    for await (const { memory, blocks } of this.#cutter.cut(contents, used)) {
      const begun = file.bytes
      for (const block of blocks) await this.#place(block, file)
      if (file.known === null) this.#onstored.push(() => giveBack(memory))
      else giveBack(memory)
      const bytes = file.bytes - begun
      this.#onstored.push(() => this.#onbytes(bytes))
      if (file.pieces > this.#maxPieces || file.mapped.length > MAX_MAPPED_BLOCKS)
        await this.#straighten(file)
    }
    const id = file.isShared ? await this.#map(file) : this.#since(file.begin)
    return { id, bytes: file.bytes }
  }

  async flush(): Promise<void> {
    await this.#next()
    await this.#stored()
  }

  /** Resolves when nothing is being stored any more. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storing?.catch(() => undefined)
  }

  /** Begins to store what is pending, when what was pending before is stored. */
  async #next(): Promise<void> {
    await this.#stored()
    this.#storing = this.#store(this.#pending, this.#onstored)
    // Whoever waits for it is told; until then it is nobody's.
    this.#storing.catch(() => undefined)
    this.#pending = []
    this.#onstored = []
    this.#pendingBytes = 0
  }

  async #stored(): Promise<void> {
    await this.#storing
    this.#storing = null
  }

  async #store(blocks: Uint8Array[], onstored: readonly (() => void)[]): Promise<void> {
    if (blocks.length > 0) await this.#core.append(blocks)
    for (const tell of onstored) tell()
  }

  /** Others may have appended since the last flush: a writer of many entries gives the lock away between two versions. */
  #begin(): void {
    const { length, byteLength } = this.#core
    const isFlushed = this.#pending.length === 0 && this.#storing === null
    if (isFlushed) this.#at = { block: length, byte: byteLength }
  }

  async #place(block: Uint8Array, file: NewFile): Promise<void> {
    file.bytes += block.byteLength
    if (file.known === null) {
      await this.#push(block)
      return
    }
    // Readers take no file for real that is longer than all that its core holds.
    const known = file.bytes <= this.#at.byte ? file.known.find(block) : null
    file.isShared ||= known !== null
    const placed = known ?? { block: this.#at.block, byteLength: block.byteLength }
    if (file.mapped.at(-1)?.block !== placed.block - 1) file.pieces++
    file.mapped.push(placed)
    // Few are new: what is around them is not kept for their sake.
    if (known === null) await this.#push(Buffer.from(block))
  }

  async #map({ mapped }: NewFile): Promise<Hyperblobs.BlobId> {
    const begin = this.#at
    for (const block of encodeBlockMap(mapped)) await this.#push(block)
    return { ...this.#since(begin), blockMap: true }
  }

  /** They are more than a map can name, or readers hold: all of them come to lie side by side. */
  async #straighten(file: NewFile): Promise<void> {
    const mapped = file.mapped
    file.known = null
    file.mapped = []
    file.pieces = 0
    if (!file.isShared) return
    file.isShared = false
    await this.flush()
    file.begin = this.#at
    for (const { block } of mapped) {
      const bytes = await this.#core.get(block)
      if (bytes === null) throw DriveErrors.DRIVE_DAMAGED({ reason: 'a block of its contents is missing' })
      await this.#push(bytes)
    }
  }

  #since({ block, byte }: Position): Hyperblobs.BlobId {
    return {
      blockOffset: block,
      blockLength: this.#at.block - block,
      byteOffset: byte,
      byteLength: this.#at.byte - byte,
    }
  }

  async #push(block: Uint8Array): Promise<void> {
    this.#pending.push(block)
    this.#pendingBytes += block.byteLength
    this.#at = { block: this.#at.block + 1, byte: this.#at.byte + block.byteLength }
    if (this.#pendingBytes >= PORTION_BYTES) await this.#next()
  }
}
