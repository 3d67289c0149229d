/** A drive: files and folders that replicate. */
import { pipeline } from 'node:stream/promises'
import { Readable, type Writable } from 'node:stream'
import { encodeKey } from '@comice/protocol'
import { MAX_BLOCK_BYTES } from '../constants.ts'
import { bufferOf } from '../handle/encoding.ts'
import { Handle } from '../handle/handle.ts'
import { mapped } from '../handle/mapped.ts'
import { openParams, type Store } from '../store/store.ts'
import type { WireObject, WireValue } from '../wire/value.ts'
import { openFileReader, openFileWriter } from './drive-streams.ts'

export interface DriveEntry {
  /** The version of the drive that made it. */
  readonly seq: number
  /** The path, from `/`. It is a peer's text: it may hold anything. */
  readonly key: string
  readonly value: {
    readonly executable: boolean
    /** Where a symbolic link points. It is only text here: nothing follows it. */
    readonly linkname: string | null
    /** Where the bytes are; null for a link. */
    readonly blob: {
      readonly blockOffset: number
      readonly blockLength: number
      readonly byteOffset: number
      readonly byteLength: number
    } | null
    readonly metadata: unknown
  }
}

export interface PutOptions {
  executable?: boolean
  /** Anything JSON can say. */
  metadata?: unknown
}

export interface ReadRange {
  /** First byte. Default 0. */
  start?: number
  /** Bytes at most. Default: all. */
  length?: number
}

interface DriveInfo {
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  readonly version: number
  readonly writable: boolean
}

/**
 * Files and folders in the app's store.
 *
 * ```ts
 * import { Drive, Store } from '@comice/runtime'
 *
 * const drive = new Drive(new Store())
 * await drive.put('/notes/one.txt', 'hello')
 * console.log(String(await drive.get('/notes/one.txt')))
 * ```
 */
export class Drive {
  readonly #handle: Handle<DriveInfo>
  #info: DriveInfo | null = null

  /**
   * The own drive of a store (one in each namespace), or with `key` (32 bytes or their text) another's.
   */
  constructor(store: Store | { params: () => Promise<WireObject> }, key?: Uint8Array | string | null) {
    this.#handle = new Handle({
      method: 'drive',
      params: async () =>
        'params' in store ? store.params() : openParams({ namespace: store.path, key: key ?? undefined }),
      onchange: (info) => (this.#info = info),
    })
  }

  /** 32 bytes, null until {@link ready}. */
  get key(): Buffer | null {
    return this.#info === null ? null : bufferOf(this.#info.key)
  }

  /** The key as z-base-32, null until {@link ready}. */
  get id(): string | null {
    return this.#info === null ? null : encodeKey(this.#info.key)
  }

  get discoveryKey(): Buffer | null {
    return this.#info === null ? null : bufferOf(this.#info.discoveryKey)
  }

  /** Grows with each change; {@link checkout} takes it. */
  get version(): number {
    return this.#info?.version ?? 0
  }

  get writable(): boolean {
    return this.#info?.writable ?? false
  }

  async ready(): Promise<void> {
    await this.#handle.ready()
  }

  /** Writes a file whole. @throws CORE_NOT_WRITABLE · QUOTA_EXCEEDED */
  async put(name: string, contents: Uint8Array | string, options: PutOptions = {}): Promise<void> {
    const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents
    if (bytes.length <= MAX_BLOCK_BYTES / 2)
      this.#merge(
        await this.#handle.call<WireObject>('drive.put', { name, contents: bytes, ...plain(options) }),
      )
    else await pipeline(Readable.from([bytes]), this.createWriteStream(name, options))
  }

  /** The bytes of a file, null when there is none. Waits for peers. */
  async get(name: string): Promise<Buffer | null> {
    if ((await this.entry(name)) === null) return null
    return Buffer.concat((await this.createReadStream(name).toArray()) as Buffer[])
  }

  /** What a path is, null when there is nothing. */
  async entry(name: string): Promise<DriveEntry | null> {
    return (await this.#handle.call('drive.entry', { name })) as unknown as DriveEntry | null
  }

  async exists(name: string): Promise<boolean> {
    return (await this.entry(name)) !== null
  }

  /** Removes a file from the newest version; older ones keep it. */
  async del(name: string): Promise<void> {
    this.#merge(await this.#handle.call<WireObject>('drive.del', { name }))
  }

  async symlink(name: string, target: string): Promise<void> {
    this.#merge(await this.#handle.call<WireObject>('drive.symlink', { name, target }))
  }

  /** Frees the bytes of a file on this machine; peers can give them again. */
  async clear(name: string): Promise<void> {
    await this.#handle.call('drive.clear', { name })
  }

  /** Fetches the files of a folder; resolves when all are here. */
  async download(folder = '/', { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#handle.call('drive.download', { folder }, signal)
  }

  /** Asks peers for a newer version; true when there is one. */
  async update(): Promise<boolean> {
    const { updated, ...info } = await this.#handle.call<WireObject>('drive.update')
    this.#merge(info)
    return updated === true
  }

  /** The files of a folder, and with `recursive` (the default) of all below. */
  list(folder = '/', { recursive = true }: { recursive?: boolean } = {}): AsyncIterableIterator<DriveEntry> {
    const opening = this.#handle.stream('drive.list', { folder, recursive }, { items: true })
    return mapped(opening, (entry) => entry as unknown as DriveEntry)
  }

  /** The names in a folder. */
  readdir(folder = '/'): AsyncIterableIterator<string> {
    return mapped(this.#handle.stream('drive.readdir', { folder }, { items: true }), String)
  }

  /** The bytes of a file. @throws by the stream: FILE_NOT_FOUND */
  createReadStream(name: string, range: ReadRange = {}): Readable {
    return openFileReader(this.#handle.stream('drive.read', { name, ...range }))
  }

  /** Writes a file. It is there when the stream has finished. */
  createWriteStream(name: string, options: PutOptions = {}): Writable {
    return openFileWriter(this.#handle.stream('drive.write', { name, ...plain(options) }))
  }

  /**
   * Yields when something in a folder changed: the drive as it is, and as it was. Both are closed when the next
   * change is asked for. Changes that come while nobody asks are one.
   */
  async *watch(folder = '/'): AsyncIterableIterator<[current: Drive, previous: Drive]> {
    const opening = this.#handle.stream('drive.watch', { folder }, { items: true })
    let pair: Drive[] = []
    try {
      for await (const change of mapped(opening, (value) => value as WireObject)) {
        await Promise.all(pair.map((drive) => drive.close()))
        const current = this.checkout(change['current'] as number)
        const previous = this.checkout(change['previous'] as number)
        pair = [current, previous]
        yield [current, previous]
      }
    } finally {
      await Promise.all(pair.map((drive) => drive.close()))
    }
  }

  /** The drive as it was at `version`. Read-only; close it. */
  checkout(version: number): Drive {
    return new Drive({ params: async () => ({ drive: await this.#handle.id(), checkout: version }) })
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #merge(change: WireObject): void {
    if (this.#info !== null) this.#info = { ...this.#info, ...(change as Partial<DriveInfo>) }
  }
}

function plain({ executable = false, metadata }: PutOptions): WireObject {
  return { executable, metadata: (metadata ?? null) as WireValue }
}
