/** A base: one shared state that several writers change. */
import { EventEmitter } from 'node:events'
import { encodeKey } from '@comice/protocol'
import { RuntimeErrors } from '../errors.ts'
import {
  bufferOf,
  type Decoded,
  type Encoding,
  type EncodingName,
  encodingOf,
  type Writable,
} from '../handle/encoding.ts'
import { Handle } from '../handle/handle.ts'
import { node, serveCall } from '../session/session.ts'
import { openParams, type Store } from '../store/store.ts'
import type { WireObject, WireValue } from '../wire/value.ts'
import { type ViewAccess, ViewStore } from './base-view.ts'

/** An operation of a writer. */
export interface BaseNode<Name extends EncodingName> {
  readonly value: Decoded<Name>
  /** The writer's core. */
  readonly from: { readonly key: Buffer }
  /** Its place in that core, from 1. */
  readonly length: number
}

/** Changes who writes; in `apply` only. */
export interface BaseHost {
  /** Lets a core write; with `indexer` (default true) it also takes part in fixing the order. */
  addWriter(key: Uint8Array, options?: { indexer?: boolean }): Promise<void>
  /** Takes it back. Nothing happens when it is the last indexer. */
  removeWriter(key: Uint8Array): Promise<void>
}

export interface BaseHandlers<View, Name extends EncodingName> {
  /** Names the views. Called more than once; it must always name the same ones. */
  open: (store: ViewStore) => View
  /**
   * Makes the views from operations. It must be deterministic: nothing but the operations and the views may decide
   * (no clock, no chance, no files), because every peer computes the same. `nodes` holds one operation. When it
   * throws, that operation changes nothing, here and at every other peer, and the base says `error`.
   */
  apply: (nodes: BaseNode<Name>[], view: View, host: BaseHost) => Promise<void> | void
  /** How operations are written and read. Default `json`. */
  valueEncoding?: Name
  /** 32 bytes: encrypts everything of the base. It does not travel with the key. */
  encryptionKey?: Uint8Array
}

export interface BaseEvents {
  /** The views changed. */
  update: []
  /** {@link Base.writable} changed. */
  writable: [writable: boolean]
  /** `apply` failed for an operation. */
  error: [error: Error]
  close: []
}

interface BaseInfo {
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  readonly local: Uint8Array
  readonly writable: boolean
  readonly isIndexer: boolean
  readonly lengths: Readonly<Record<string, number>>
  readonly revision: number
}

/** By the handle's id, so that the node's calls find the base. */
const basesById = new Map<number, (params: WireObject) => Promise<void>>()

/**
 * A shared state that several writers change (Autobase): each appends operations to a core of its own, and `apply`
 * makes the same views of them at every peer.
 *
 * ```ts
 * import { Base, Store } from '@comice/runtime'
 *
 * const chat = new Base(new Store(), null, {
 *   open: (store) => store.get('messages', { valueEncoding: 'json' }),
 *   apply: async ([operation], view) => {
 *     if (operation !== undefined) await view.append(operation.value)
 *   },
 * })
 * await chat.append({ text: 'hello' })
 * console.log(await chat.view.get(0))
 * ```
 */
export class Base<View, Name extends EncodingName = 'json'> extends EventEmitter<BaseEvents> {
  /** The views as they are, for reading. */
  readonly view: View
  readonly #handlers: BaseHandlers<View, Name>
  readonly #values: Encoding<Name>
  readonly #handle: Handle<BaseInfo>
  #info: BaseInfo | null = null
  #starting: Promise<void> | null = null

  /** A new base without `key` (one in each namespace of the store), else the base of it. */
  constructor(store: Store, key: Uint8Array | string | null, handlers: BaseHandlers<View, Name>) {
    super()
    this.#handlers = handlers
    this.#values = encodingOf(handlers.valueEncoding ?? ('json' as Name))
    const views = new ViewStore({
      call: (method, params) => this.#handle.call(method, params),
      stream: (method, params) => this.#handle.stream(method, params, { items: true }),
      lengthOf: (name) => this.#info?.lengths[name] ?? 0,
      appended: () => undefined,
    })
    this.view = handlers.open(views)
    const { encryptionKey } = handlers
    const params = openParams({ namespace: store.path, key: key ?? undefined, encryptionKey })
    this.#handle = new Handle({
      method: 'base',
      params: () => ({ ...params, views: views.views }),
      onchange: (info, isFirst) => void (isFirst || this.#onchange(info)),
      onclose: () => this.emit('close'),
    })
    // Without a listener an `error` event would be thrown.
    this.on('error', () => undefined)
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

  /** The key of the core that this app writes: what a writer adds with {@link BaseHost.addWriter}. */
  get local(): { readonly key: Buffer } | null {
    return this.#info === null ? null : { key: bufferOf(this.#info.local) }
  }

  get writable(): boolean {
    return this.#info?.writable ?? false
  }

  get isIndexer(): boolean {
    return this.#info?.isIndexer ?? false
  }

  /** @throws BASE_IN_USE: it is open already, perhaps in another process of this app */
  async ready(): Promise<void> {
    this.#starting ??= this.#start()
    await this.#starting
  }

  /** Appends an operation and resolves when the views have it. @throws BASE_NOT_WRITABLE · QUOTA_EXCEEDED */
  async append(value: Writable<Name>): Promise<void> {
    await this.ready()
    const info = await this.#handle.call<WireObject>('base.append', { value: this.#values.encode(value) })
    this.#onchange(info as unknown as BaseInfo)
  }

  /** Resolves when what is here is in the views. */
  async update(): Promise<void> {
    await this.ready()
    this.#onchange((await this.#handle.call<WireObject>('base.update')) as unknown as BaseInfo)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The node asks for nothing to be applied before this side can find the base by its handle. */
  async #start(): Promise<void> {
    basesById.set(await this.#handle.id(), (params) => this.#apply(params))
    this.#onchange((await this.#handle.call<WireObject>('base.start')) as unknown as BaseInfo)
  }

  async #apply(params: WireObject): Promise<void> {
    const { run, value, from, length, lengths } = params
    const access = new ApplyAccess(this.#handle, run as number, lengths as Record<string, number>)
    try {
      const view = this.#handlers.open(new ViewStore(access))
      const operation = {
        // What another writer appended may be no value at all: that, too, is an operation that fails everywhere.
        value: this.#values.decode(bufferOf(value as Uint8Array)),
        from: { key: bufferOf(from as Uint8Array) },
        length: length as number,
      }
      await this.#handlers.apply([operation], view, access)
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error))
      queueMicrotask(() => this.emit('error', failure))
      throw RuntimeErrors.APPLY_FAILED({ reason: failure.message })
    }
  }

  #onchange(info: BaseInfo): void {
    const before = this.#info
    if (before !== null && info.revision < before.revision) return
    this.#info = info
    if (before === null) return
    if (before.writable !== info.writable) this.emit('writable', info.writable)
    if (info.revision > before.revision) this.emit('update')
  }
}

/** The views and the writers within one operation. */
class ApplyAccess implements ViewAccess, BaseHost {
  readonly #handle: Handle<BaseInfo>
  readonly #run: number
  readonly #lengths: Map<string, number>

  constructor(handle: Handle<BaseInfo>, run: number, lengths: Record<string, number>) {
    this.#handle = handle
    this.#run = run
    this.#lengths = new Map(Object.entries(lengths))
  }

  call(method: string, params: WireObject): Promise<WireValue> {
    return this.#handle.call(method, { ...params, run: this.#run })
  }

  async stream(method: string, params: WireObject) {
    return node().open(method, { ...params, run: this.#run, on: await this.#handle.id() }, { items: true })
  }

  lengthOf(name: string): number {
    return this.#lengths.get(name) ?? 0
  }

  appended(name: string): void {
    this.#lengths.set(name, this.lengthOf(name) + 1)
  }

  async addWriter(key: Uint8Array, { indexer = true }: { indexer?: boolean } = {}): Promise<void> {
    await this.call('base.add-writer', { key, indexer })
  }

  async removeWriter(key: Uint8Array): Promise<void> {
    await this.call('base.remove-writer', { key })
  }
}

serveCall('base.apply', async (params) => {
  const apply = basesById.get((params as WireObject)['on'] as number)
  if (apply === undefined) throw RuntimeErrors.HANDLE_CLOSED()
  await apply(params as WireObject)
})
