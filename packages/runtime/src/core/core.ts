/** A core: a signed, append-only log in the app's store. */
import { EventEmitter } from 'node:events'
import { encodeKey } from '@comice/protocol'
import {
  bufferOf,
  type Decoded,
  type Encoding,
  type EncodingName,
  encodingOf,
  type Writable,
} from '../handle/encoding.ts'
import { Handle } from '../handle/handle.ts'
import { mapped } from '../handle/mapped.ts'
import type { WireObject } from '../wire/value.ts'

export interface CoreOptions<Name extends EncodingName = 'binary'> {
  /** An own core, which this app may write. */
  name?: string
  /** The core of this key: 32 bytes, or their z-base-32 or hexadecimal text. */
  key?: Uint8Array | string
  /** How blocks are written and read. Default `binary`. */
  valueEncoding?: Name
  /** 32 bytes: encrypts the blocks. It does not travel with the core. */
  encryptionKey?: Uint8Array
}

export interface CoreEvents {
  ready: []
  /** The core grew, by this app or a peer. */
  append: []
  /** The core was cut to `length`; its fork is now `fork`. */
  truncate: [length: number, fork: number]
  close: []
}

export interface GetOptions {
  /** False: null when the block is not on this machine. Default true. */
  wait?: boolean
  /** Milliseconds to wait for a peer. Default: no limit. */
  timeout?: number
  /** Gives up. */
  signal?: AbortSignal
}

export interface CoreRange {
  /** First block. Default 0. */
  start?: number
  /** The block after the last. Default: the end. */
  end?: number
}

/** As the node tells it. */
interface CoreInfo {
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  readonly length: number
  readonly byteLength: number
  readonly fork: number
  readonly writable: boolean
}

/** A session on a core. `length` and its like follow what the node tells, in order with the answers to calls. */
export class Core<Name extends EncodingName = 'binary'> extends EventEmitter<CoreEvents> {
  readonly #encoding: Encoding<Name>
  readonly #handle: Handle<CoreInfo>
  #info: CoreInfo | null = null

  /** Use {@link Store.get}. */
  constructor(params: () => WireObject | Promise<WireObject>, valueEncoding: Name) {
    super()
    this.#encoding = encodingOf(valueEncoding)
    this.#handle = new Handle({
      method: 'core',
      params,
      onchange: (info, isFirst) => this.#onchange(info, isFirst),
      onclose: () => this.emit('close'),
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

  /** 32 bytes by which peers find the core without learning its key. Null until {@link ready}. */
  get discoveryKey(): Buffer | null {
    return this.#info === null ? null : bufferOf(this.#info.discoveryKey)
  }

  /** Blocks; 0 until {@link ready}. */
  get length(): number {
    return this.#info?.length ?? 0
  }

  /** Bytes of all blocks. */
  get byteLength(): number {
    return this.#info?.byteLength ?? 0
  }

  /** How often the core was cut. */
  get fork(): number {
    return this.#info?.fork ?? 0
  }

  /** Whether this app may append. */
  get writable(): boolean {
    return this.#info?.writable ?? false
  }

  get closed(): boolean {
    return this.#handle.closed
  }

  /** The handle at the node, for what is built on cores. */
  handleId(): Promise<number> {
    return this.#handle.id()
  }

  /** Resolves when the core is open. @throws STORE_… errors of the node, QUOTA_EXCEEDED */
  async ready(): Promise<void> {
    await this.#handle.ready()
  }

  /**
   * Appends one block or, atomically, several. On the disk when it resolves.
   *
   * @returns the new length, and the bytes of all blocks
   * @throws CORE_NOT_WRITABLE · QUOTA_EXCEEDED · VALUE_TOO_LARGE: all blocks of a call together have at most 1 MiB
   */
  async append(
    blocks: Writable<Name> | readonly Writable<Name>[],
  ): Promise<{ length: number; byteLength: number }> {
    const list = Array.isArray(blocks) ? (blocks as Writable<Name>[]) : [blocks as Writable<Name>]
    const info = await this.#handle.call('core.append', {
      blocks: list.map((block) => this.#encoding.encode(block)),
    })
    return this.#merge(info as Partial<CoreInfo>)
  }

  /**
   * A block, fetched from peers when it is not here. Null with `wait: false` when it is not.
   *
   * @throws BLOCK_TIMEOUT · CALL_CANCELLED · BLOCK_TOO_LARGE: it has more than 1 MiB
   */
  async get(index: number, options: GetOptions & { wait: false }): Promise<Decoded<Name> | null>
  async get(index: number, options?: GetOptions): Promise<Decoded<Name>>
  async get(
    index: number,
    { wait = true, timeout = 0, signal }: GetOptions = {},
  ): Promise<Decoded<Name> | null> {
    const block = await this.#handle.call('core.get', { index, wait, timeout }, signal)
    return block === null ? null : this.#encoding.decode(block as Uint8Array)
  }

  /** Whether the blocks `start` up to, without, `end` (default: one) are on this machine. */
  async has(start: number, end = start + 1): Promise<boolean> {
    return this.#handle.call<boolean>('core.has', { start, end })
  }

  /** Asks peers for a longer core; true when there is one. False at once when no peer is connected. */
  async update(): Promise<boolean> {
    const { updated, ...info } = await this.#handle.call<WireObject>('core.update')
    this.#merge(info)
    return updated === true
  }

  /** Fetches blocks and resolves when all of them are here. `signal` ends it. */
  async download({
    start = 0,
    end = this.length,
    signal,
  }: CoreRange & { signal?: AbortSignal } = {}): Promise<void> {
    await this.#handle.call('core.download', { start, end }, signal)
  }

  /** Deletes blocks of this machine; the core keeps its length and peers can give them again. */
  async clear(start: number, end = start + 1): Promise<void> {
    await this.#handle.call('core.clear', { start, end })
  }

  /** Cuts an own core to `length` blocks. Peers see a new fork. */
  async truncate(length: number): Promise<void> {
    this.#merge(await this.#handle.call<WireObject>('core.truncate', { length }))
  }

  /** The hash of the Merkle tree at `length` (default: now), 32 bytes. */
  async treeHash(length = this.length): Promise<Buffer> {
    return bufferOf(await this.#handle.call<Uint8Array>('core.tree-hash', { length }))
  }

  /** The blocks in order, read as fast as they are consumed. `live`: waits for more at the end. */
  createReadStream(options: CoreRange & { live?: boolean } = {}): AsyncIterableIterator<Decoded<Name>> {
    const { start = 0, end, live = false } = options
    const opening = this.#handle.stream('core.read', { start, end: end ?? null, live }, { items: true })
    return mapped(opening, (block) => this.#encoding.decode(block as Uint8Array))
  }

  /** Another session on the same core, which is closed by itself. */
  session<Other extends EncodingName = 'binary'>(options: { valueEncoding?: Other } = {}): Core<Other> {
    const params = async () => ({ session: await this.handleId() })
    return new Core<Other>(params, options.valueEncoding ?? ('binary' as Other))
  }

  /** Closes this session. Pending calls fail. */
  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #onchange(info: CoreInfo, isFirst: boolean): void {
    const before = this.#info
    this.#info = info
    if (isFirst || before === null) return void this.emit('ready')
    if (info.fork !== before.fork) this.emit('truncate', info.length, info.fork)
    else if (info.length > before.length) this.emit('append')
  }

  /** What a call answered is newer than what was told before it. */
  #merge(change: Partial<CoreInfo>): { length: number; byteLength: number } {
    const before = this.#info
    if (before !== null) this.#onchange({ ...before, ...change }, false)
    return { length: this.length, byteLength: this.byteLength }
  }
}
