/** Contents of files on this disk. */
import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { isEqualBytes } from '@comice/protocol'
import { MAX_LISTED_REFUSALS, READ_AHEAD_FILES, WHOLE_FILE_BYTES } from '../constants.ts'
import { mapAhead } from '../contents/map-ahead.ts'
import type { Refusal } from '../names/safe-path.ts'
import type { BatchRecord } from './batch-encoding.ts'
import { BatchWriter } from './batch-writer.ts'
import type { OfferedPaths } from './offer-paths.ts'
import type { Position, RefusedFile, SendOffer } from './offer.ts'
import { bytesBefore, type NumberedEntry, readSendList } from './send-list.ts'
import type { FedBatch, SendSource } from './send-source.ts'
import { isUnchanged, openListed, readListed, readPieces } from './sent-file.ts'

type Prepared =
  | { readonly entry: NumberedEntry; readonly contents: Uint8Array }
  | { readonly entry: NumberedEntry; readonly contents: 'later' }
  | { readonly entry: NumberedEntry; readonly refusal: Refusal }

export class ListSource implements SendSource {
  readonly offer: SendOffer
  readonly refused: RefusedFile[]
  readonly #listFile: string
  readonly #placeByName: ReadonlyMap<string, string>

  constructor({ offer, names, refused }: OfferedPaths, listFile: string) {
    this.offer = offer
    this.refused = [...refused]
    this.#listFile = listFile
    this.#placeByName = new Map(names.map(({ name, place }) => [name, place]))
  }

  async *batches(at: Position, prefix: Uint8Array): AsyncGenerator<FedBatch> {
    const writer = new BatchWriter()
    const done = { entries: at.index, bytes: await bytesBefore(this.#listFile, at.index) }
    const fed = (frame: Uint8Array): FedBatch => ({ frame, progress: { ...done } })
    const prepared = mapAhead(readSendList(this.#listFile, at.index), READ_AHEAD_FILES, (entry) =>
      this.#prepare(entry),
    )
    for await (const next of prepared) {
      const start = next.entry.index === at.index ? { offset: at.offset, prefix } : null
      for await (const record of this.#records(next, start)) {
        const frame = writer.add(record)
        if (frame !== null) yield fed(frame)
        if (record.kind === 'data') done.bytes += record.bytes.byteLength
        if (record.kind === 'entry') done.bytes += record.entry.offset
      }
      done.entries++
    }
    const full = writer.add({ kind: 'finish' })
    if (full !== null) yield fed(full)
    const last = writer.take()
    if (last !== null) yield fed(last)
  }

  release(): void {
    // Files can be read again.
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }

  async #prepare(entry: NumberedEntry): Promise<Prepared> {
    if (entry.kind !== 'file') return { entry, contents: new Uint8Array() }
    if (entry.bytes > WHOLE_FILE_BYTES) return { entry, contents: 'later' }
    const contents = await readListed(entry, this.#placeOf(entry))
    return typeof contents === 'string' ? { entry, refusal: contents } : { entry, contents }
  }

  async *#records(
    prepared: Prepared,
    start: { offset: number; prefix: Uint8Array } | null,
  ): AsyncGenerator<BatchRecord> {
    const { entry } = prepared
    if ('refusal' in prepared) yield* this.#skip(entry, prepared.refusal)
    else if (prepared.contents === 'later') yield* this.#large(entry, start)
    else yield* whole(entry, prepared.contents)
  }

  async *#large(
    entry: NumberedEntry,
    start: { offset: number; prefix: Uint8Array } | null,
  ): AsyncGenerator<BatchRecord> {
    const file = await openListed(entry, this.#placeOf(entry))
    if (typeof file === 'string') {
      yield* this.#skip(entry, file)
      return
    }
    try {
      const { hash, offset } = await hashPrefix(file.handle, entry, start)
      yield head(entry, offset)
      let bytes = offset
      for await (const piece of readPieces(file.handle, { from: offset, end: entry.bytes })) {
        hash.update(piece)
        bytes += piece.byteLength
        yield { kind: 'data', bytes: piece }
      }
      if (bytes === entry.bytes && (await isUnchanged(file))) yield { kind: 'end', hash: hash.digest() }
      else yield this.#refusal(entry, 'changing')
    } finally {
      await file.handle.close()
    }
  }

  *#skip(entry: NumberedEntry, reason: Refusal): Generator<BatchRecord> {
    yield head(entry, 0)
    yield this.#refusal(entry, reason)
  }

  #refusal({ path }: NumberedEntry, reason: Refusal): BatchRecord {
    const isKnown = this.refused.some((refused) => refused.path === path)
    if (!isKnown && this.refused.length < MAX_LISTED_REFUSALS) this.refused.push({ path, reason })
    return { kind: 'skip', reason }
  }

  #placeOf({ path }: NumberedEntry): string {
    const slash = path.indexOf('/', 1)
    const name = slash === -1 ? path.slice(1) : path.slice(1, slash)
    return `${this.#placeByName.get(name) ?? ''}${slash === -1 ? '' : path.slice(slash)}`
  }
}

function* whole(entry: NumberedEntry, contents: Uint8Array): Generator<BatchRecord> {
  yield head(entry, 0)
  if (entry.kind !== 'file') return
  if (entry.bytes > 0) yield { kind: 'data', bytes: contents }
  yield { kind: 'end', hash: createHash('sha256').update(contents).digest() }
}

function head({ kind, path, mode, mtimeMs, bytes, target }: NumberedEntry, offset: number): BatchRecord {
  const mtime = Math.max(0, Math.round(mtimeMs))
  return { kind: 'entry', entry: { kind, path, mode, mtimeMs: mtime, bytes, offset, target } }
}

/** The hash of what the receiver has already, when it has the same. */
async function hashPrefix(
  handle: FileHandle,
  { bytes }: NumberedEntry,
  start: { offset: number; prefix: Uint8Array } | null,
): Promise<{ hash: Hash; offset: number }> {
  const hash = createHash('sha256')
  const offset = start?.offset ?? 0
  if (start === null || offset === 0 || offset > bytes) return { hash, offset: 0 }
  for await (const piece of readPieces(handle, { from: 0, end: offset })) hash.update(piece)
  if (isEqualBytes(hash.copy().digest(), start.prefix)) return { hash, offset }
  return { hash: createHash('sha256'), offset: 0 }
}
