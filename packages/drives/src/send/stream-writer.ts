/** Writes the one file of an offer to a stream, such as stdout. It can go on after a cut, not after a restart. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { isEqualBytes } from '@comice/protocol'
import type { BatchRecord, SentEntry } from './batch-encoding.ts'
import { shownName } from '../names/safe-path.ts'
import type { ContentWriter, PlacedName, WriterProgress } from './content-writer.ts'
import { MisbehavedError } from './entry-guard.ts'
import type { Position, RefusedFile, SendOffer } from './offer.ts'

export class StreamWriter implements ContentWriter {
  readonly #offer: SendOffer
  readonly #stream: Writable
  readonly #hash = createHash('sha256')
  readonly #refused: RefusedFile[] = []
  #bytes = 0
  #isBegun = false
  #isOver = false
  #failure: Error | null = null

  constructor(offer: SendOffer, stream: Writable) {
    this.#offer = offer
    this.#stream = stream
    stream.on('error', (error) => (this.#failure ??= error))
  }

  get progress(): WriterProgress {
    const done = this.#isOver ? 1 : 0
    const files = this.#refused.length > 0 ? 0 : done
    const [refused, refusedCount] = [this.#refused, this.#refused.length]
    return { entries: done, files, bytes: this.#bytes, refused, refusedCount }
  }

  position(): { at: Position; prefix: Uint8Array } {
    this.#isBegun = false
    const at = this.#isOver ? { index: 1, offset: 0 } : { index: 0, offset: this.#bytes }
    return { at, prefix: new Uint8Array(this.#hash.copy().digest()) }
  }

  async write(records: readonly BatchRecord[]): Promise<boolean> {
    for (const record of records) if (await this.#write(record)) return true
    return false
  }

  place(): Promise<readonly PlacedName[]> {
    return Promise.resolve([])
  }

  discard(): Promise<void> {
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }

  async #write(record: BatchRecord): Promise<boolean> {
    switch (record.kind) {
      case 'entry':
        this.#begin(record.entry)
        return false
      case 'data':
        this.#assertBegun()
        await this.#put(record.bytes)
        return false
      case 'end':
        this.#end(record.hash)
        return false
      case 'skip':
        this.#assertBegun()
        this.#refused.push({ path: shownName(this.#offer.names[0]?.name ?? ''), reason: record.reason })
        this.#isOver = true
        return false
      case 'finish':
        if (!this.#isOver) throw new MisbehavedError('an end in the middle of a file')
        return true
    }
  }

  #begin({ kind, offset }: SentEntry): void {
    if (this.#isBegun || this.#isOver || kind !== 'file')
      throw new MisbehavedError('more than the one file that it offered')
    // What went into a stream cannot be taken back.
    if (offset !== this.#bytes) throw new MisbehavedError('another file than it began with')
    this.#isBegun = true
  }

  #end(hash: Uint8Array): void {
    this.#assertBegun()
    if (!this.#offer.isStream && this.#bytes !== this.#offer.bytes)
      throw new MisbehavedError('a shorter file than it offered')
    if (!isEqualBytes(this.#hash.copy().digest(), hash))
      throw new MisbehavedError('a file whose hash is another')
    this.#isOver = true
  }

  #assertBegun(): void {
    if (!this.#isBegun || this.#isOver) throw new MisbehavedError('a part of no file')
  }

  async #put(bytes: Uint8Array): Promise<void> {
    if (!this.#offer.isStream && this.#bytes + bytes.byteLength > this.#offer.bytes)
      throw new MisbehavedError('a longer file than it offered')
    this.#hash.update(bytes)
    this.#bytes += bytes.byteLength
    if (this.#failure === null && !this.#stream.write(bytes)) await drained(this.#stream)
    if (this.#failure !== null) throw this.#failure
  }
}

async function drained(stream: Writable): Promise<void> {
  const ended = new AbortController()
  const { signal } = ended
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).catch(
    () => undefined,
  )
  ended.abort()
}
