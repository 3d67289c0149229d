/** Contents of a stream, such as stdin: read once, and kept until the receiver has written them. */
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { isEqualBytes } from '@comice/protocol'
import { DriveErrors } from '../errors.ts'
import { refusePath } from '../names/safe-path.ts'
import type { BatchRecord } from './batch-encoding.ts'
import { BatchWriter, PIECE_BYTES } from './batch-writer.ts'
import type { Position, RefusedFile, SendOffer } from './offer.ts'
import type { FedBatch, FedProgress, SendSource } from './send-source.ts'

/** @throws SEND_OPTION_INVALID when it cannot be the name of a file */
export function offerStream(id: Uint8Array, name: string): SendOffer {
  const refusal = refusePath(`/${name}`, 'native')
  if (refusal !== null || name.includes('/')) {
    throw DriveErrors.SEND_OPTION_INVALID({ reason: `this cannot be the name of a file: ${name}` })
  }
  return {
    id,
    names: [{ name, kind: 'file', files: 1, bytes: 0 }],
    entries: 1,
    files: 1,
    bytes: 0,
    isStream: true,
    list: new Uint8Array(createHash('sha256').update(name).digest()),
  }
}

export class StreamSource implements SendSource {
  readonly offer: SendOffer
  readonly refused: RefusedFile[] = []
  readonly #stream: Readable
  readonly #pieces: AsyncIterator<Uint8Array>
  /** Read and perhaps not yet written at the other end, from {@link #start} on. */
  #kept: Uint8Array[] = []
  #start = 0
  #end = 0
  readonly #hashAtStart = createHash('sha256')
  readonly #hashAtEnd = createHash('sha256')
  #state: 'open' | 'over' | 'failed' = 'open'
  #reading: Promise<void> | null = null

  constructor(offer: SendOffer, stream: Readable) {
    this.offer = offer
    this.#stream = stream
    this.#pieces = (stream as AsyncIterable<Uint8Array | string>)[
      Symbol.asyncIterator
    ]() as AsyncIterator<Uint8Array>
  }

  batches(at: Position, prefix: Uint8Array): AsyncIterable<FedBatch> | null {
    if (at.index > 0) return this.#feed(null)
    return at.offset === 0 || this.#has(at.offset, prefix) ? this.#feed(at.offset) : null
  }

  release({ bytes }: FedProgress): void {
    for (let first = this.#kept[0]; first !== undefined; first = this.#kept[0]) {
      if (this.#start + first.byteLength > bytes) return
      this.#kept.shift()
      this.#start += first.byteLength
      this.#hashAtStart.update(first)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy()
    return Promise.resolve()
  }

  /** Whether everything from `offset` on is still here, and what the other end has is what came before. */
  #has(offset: number, prefix: Uint8Array): boolean {
    if (offset < this.#start || offset > this.#end) return false
    const hash = this.#hashAtStart.copy()
    for (const piece of this.#between(this.#start, offset)) hash.update(piece)
    return isEqualBytes(hash.digest(), prefix)
  }

  async *#feed(from: number | null): AsyncGenerator<FedBatch> {
    const writer = new BatchWriter()
    let offset = from ?? this.#end
    let entries = 0
    const fed = (frame: Uint8Array): FedBatch => ({ frame, progress: { entries, bytes: offset } })
    for await (const record of from === null ? [] : this.#records(from)) {
      const frame = record === 'flush' ? writer.take() : writer.add(record)
      if (frame !== null) yield fed(frame)
      if (record !== 'flush' && record.kind === 'data') offset += record.bytes.byteLength
    }
    entries = 1
    const full = writer.add({ kind: 'finish' })
    if (full !== null) yield fed(full)
    const last = writer.take()
    if (last !== null) yield fed(last)
  }

  async *#records(from: number): AsyncGenerator<BatchRecord | 'flush'> {
    const [name] = this.offer.names
    const path = `/${name?.name ?? ''}`
    const rest = { mode: 0o644, mtimeMs: Date.now(), bytes: 0, target: '' }
    yield { kind: 'entry', entry: { kind: 'file', path, offset: from, ...rest } }
    for (let at = from; ;) {
      for (const bytes of this.#between(at, this.#end)) {
        yield { kind: 'data', bytes }
        at += bytes.byteLength
      }
      if (at < this.#end) continue
      if (this.#state !== 'open') break
      // Whoever follows a log sees each line when it comes.
      yield 'flush'
      await this.#read()
    }
    if (this.#state === 'over') yield { kind: 'end', hash: this.#hashAtEnd.copy().digest() }
    else {
      this.refused.splice(0, 1, { path, reason: 'unavailable' })
      yield { kind: 'skip', reason: 'unavailable' }
    }
  }

  /** Of what is kept. */
  *#between(from: number, to: number): Generator<Uint8Array> {
    let at = this.#start
    for (const piece of [...this.#kept]) {
      const [begin, end] = [Math.max(0, from - at), Math.min(piece.byteLength, to - at)]
      if (begin < end) yield piece.subarray(begin, end)
      at += piece.byteLength
    }
  }

  /** Two connections may want more at the same time. */
  #read(): Promise<void> {
    this.#reading ??= this.#readPiece().finally(() => (this.#reading = null))
    return this.#reading
  }

  async #readPiece(): Promise<void> {
    try {
      const next = await this.#pieces.next()
      if (next.done === true) this.#state = 'over'
      else this.#keep(typeof next.value === 'string' ? Buffer.from(next.value) : next.value)
    } catch {
      this.#state = 'failed'
    }
  }

  #keep(piece: Uint8Array): void {
    this.#hashAtEnd.update(piece)
    this.#end += piece.byteLength
    for (let at = 0; at < piece.byteLength; at += PIECE_BYTES)
      this.#kept.push(piece.subarray(at, at + PIECE_BYTES))
  }
}
