/** A file in a core of its own, read and checked block by block. */
import { encodeKey, type FileReference, isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import { FILE_BLOCK_BYTES, FILE_BLOCKS_IN_FLIGHT, FILE_SILENCE_MS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { MessageFile } from '../room/room-message.ts'
import { bytesHere } from './bytes-here.ts'
import { blockBytes, openBlock } from './file-cipher.ts'
import { messageFile } from './message-file.ts'
import { RunningHash } from './running-hash.ts'
import type { FileRange, ReadFileOptions, RoomFile } from './room-files.ts'

export interface OpenedFileParts {
  readonly core: Hypercore
  readonly reference: FileReference
  /** Called before the first block is fetched. */
  readonly onfetch: () => Promise<void>
  readonly onclose: () => void
}

export class HypercoreRoomFile implements RoomFile {
  readonly id: string
  readonly file: MessageFile
  readonly #core: Hypercore
  readonly #reference: FileReference
  readonly #parts: OpenedFileParts
  #closing: Promise<void> | null = null

  constructor(parts: OpenedFileParts) {
    const { core, reference } = parts
    this.id = encodeKey(core.key ?? b4a.alloc(32))
    this.file = messageFile(reference)
    this.#core = core
    this.#reference = reference
    this.#parts = parts
  }

  async *read(range?: FileRange, options: ReadFileOptions = {}): AsyncGenerator<Uint8Array> {
    const { size, hash } = this.#reference
    const { start, end } = range ?? { start: 0, end: size }
    if (!(start >= 0 && start <= end && end <= size))
      throw new RangeError(`a file of ${size} bytes has no such part`)
    const isWhole = start === 0 && end === size
    const found = new RunningHash()
    for await (const { index, plain } of this.#blocks(start, end, options)) {
      if (isWhole) found.add(plain)
      const offset = index * FILE_BLOCK_BYTES
      yield plain.subarray(Math.max(0, start - offset), Math.min(plain.byteLength, end - offset))
    }
    if (isWhole && !isEqualBytes(found.end(), hash)) throw RoomErrors.FILE_DAMAGED()
  }

  here(): Promise<number> {
    return bytesHere(this.#core, this.#reference.size)
  }

  close(): Promise<void> {
    this.#closing ??= this.#core.close().finally(() => this.#parts.onclose())
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** In their order, with the next ones on their way. */
  async *#blocks(start: number, end: number, options: ReadFileOptions) {
    const { signal } = options
    const stopped = stopOn(signal)
    const last = Math.ceil(end / FILE_BLOCK_BYTES)
    const coming: { index: number; block: Promise<Uint8Array> }[] = []
    let next = Math.floor(start / FILE_BLOCK_BYTES)
    try {
      if (next < last && !(await this.#core.has(next, last))) await this.#parts.onfetch()
      while (next < last || coming.length > 0) {
        signal?.throwIfAborted()
        while (next < last && coming.length < FILE_BLOCKS_IN_FLIGHT) {
          const block = this.#block(next, options)
          // Whoever stops reading does not wait for it.
          block.catch(() => undefined)
          coming.push({ index: next++, block })
        }
        const first = coming.shift()
        if (first === undefined) return
        yield { index: first.index, plain: await Promise.race([first.block, stopped.promise]) }
      }
    } finally {
      stopped.dispose()
    }
  }

  async #block(index: number, { timeoutMs = FILE_SILENCE_MS }: ReadFileOptions): Promise<Uint8Array> {
    const { size, fileKey } = this.#reference
    const box = await this.#get(index, timeoutMs)
    const plain = openBlock(fileKey, { index, bytes: blockBytes(size, index) }, box)
    if (plain === null) throw RoomErrors.FILE_DAMAGED()
    return plain
  }

  async #get(index: number, timeoutMs: number): Promise<Uint8Array> {
    try {
      return await this.#core.get(index, { timeout: timeoutMs })
    } catch (error) {
      if (this.#closing !== null) throw RoomErrors.ROOM_CLOSED({}, { cause: error })
      throw RoomErrors.FILE_UNREACHABLE({ waitedMs: timeoutMs }, { cause: error })
    }
  }
}

/** A promise that rejects when `signal` aborts. */
function stopOn(signal: AbortSignal | undefined): { promise: Promise<never>; dispose: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  const onabort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onabort, { once: true })
  return { promise, dispose: () => signal?.removeEventListener('abort', onabort) }
}
