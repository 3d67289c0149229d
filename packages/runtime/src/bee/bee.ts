/** A bee: sorted keys and values on a core. */
import type { Core } from '../core/core.ts'
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
import { BeeBatch } from './bee-batch.ts'

export interface BeeOptions<K extends EncodingName, V extends EncodingName> {
  /** How keys are written and read. Default `binary`. */
  keyEncoding?: K
  /** How values are written and read. Default `binary`. */
  valueEncoding?: V
}

export interface BeeEntry<K extends EncodingName, V extends EncodingName> {
  /** The block of the core that holds it. */
  readonly seq: number
  readonly key: Decoded<K>
  readonly value: Decoded<V>
}

/** Keys from `gt` or `gte` to `lt` or `lte`. */
export interface BeeRange<K extends EncodingName> {
  gt?: Writable<K>
  gte?: Writable<K>
  lt?: Writable<K>
  lte?: Writable<K>
}

export interface BeeReadOptions<K extends EncodingName> extends BeeRange<K> {
  /** From the last to the first. Default false. */
  reverse?: boolean
  /** Entries at most. Default: all. */
  limit?: number
}

interface BeeInfo {
  readonly version: number
  readonly writable: boolean
}

/** @internal What a bee is opened with beside its encodings. */
interface BeePlace {
  params: () => Promise<WireObject>
}

/**
 * Keys and values on a core of the {@link Store}, sorted by the bytes of the keys.
 *
 * ```ts
 * import { Bee, Store } from '@comice/runtime'
 *
 * const bee = new Bee(new Store().get({ name: 'people' }), { keyEncoding: 'utf-8', valueEncoding: 'json' })
 * await bee.put('bob', { met: 'market' })
 * for await (const { key, value } of bee.createReadStream({ gte: 'a', lt: 'c' })) console.log(key, value)
 * ```
 */
export class Bee<K extends EncodingName = 'binary', V extends EncodingName = 'binary'> {
  readonly keyEncoding: K
  readonly valueEncoding: V
  readonly #keys: Encoding<K>
  readonly #values: Encoding<V>
  readonly #handle: Handle<BeeInfo>
  #info: BeeInfo = { version: 0, writable: false }

  /** `core` stays open when the bee is closed. */
  constructor(core: Core<EncodingName> | BeePlace, options: BeeOptions<K, V> = {}) {
    this.keyEncoding = options.keyEncoding ?? ('binary' as K)
    this.valueEncoding = options.valueEncoding ?? ('binary' as V)
    this.#keys = encodingOf(this.keyEncoding)
    this.#values = encodingOf(this.valueEncoding)
    this.#handle = new Handle({
      method: 'bee',
      params: async () => ('params' in core ? core.params() : { core: await core.handleId() }),
      onchange: (info) => (this.#info = info),
    })
  }

  /** Grows with each change; {@link checkout} takes it. 0 until {@link ready}. */
  get version(): number {
    return this.#info.version
  }

  /** Whether this app may put and delete. False until {@link ready}. */
  get writable(): boolean {
    return this.#info.writable
  }

  async ready(): Promise<void> {
    await this.#handle.ready()
  }

  /** The entry of a key, null when there is none. Waits for peers. @throws VALUE_TOO_LARGE beyond 1 MiB */
  async get(key: Writable<K>): Promise<BeeEntry<K, V> | null> {
    const entry = await this.#handle.call<WireObject | null>('bee.get', { key: this.#keys.encode(key) })
    return entry === null ? null : this.#entry(entry)
  }

  /** Sets the value of a key. @throws CORE_NOT_WRITABLE · QUOTA_EXCEEDED */
  async put(key: Writable<K>, value: Writable<V>): Promise<void> {
    await this.apply([[this.#keys.encode(key), this.#values.encode(value)]])
  }

  /** Removes a key; that there is none is fine. @throws CORE_NOT_WRITABLE */
  async del(key: Writable<K>): Promise<void> {
    await this.apply([[this.#keys.encode(key), null]])
  }

  /** Puts and deletions that become visible together, by {@link BeeBatch.flush}. */
  batch(): BeeBatch<K, V> {
    return new BeeBatch(this, { keys: this.#keys, values: this.#values })
  }

  /** Does what a batch collected, at once and in order. */
  async apply(changes: readonly (readonly [key: Uint8Array, value: Uint8Array | null])[]): Promise<void> {
    this.#info = { ...this.#info, ...(await this.#handle.call<WireObject>('bee.apply', { changes })) }
  }

  /** The first entry of a range. */
  async peek(options: BeeReadOptions<K> = {}): Promise<BeeEntry<K, V> | null> {
    for await (const entry of this.createReadStream({ ...options, limit: 1 })) return entry
    return null
  }

  /** The entries of a range, in order, read as fast as they are consumed. */
  createReadStream(options: BeeReadOptions<K> = {}): AsyncIterableIterator<BeeEntry<K, V>> {
    const { reverse = false, limit = -1, ...range } = options
    const opening = this.#handle.stream(
      'bee.read',
      { range: this.#range(range), reverse, limit },
      { items: true },
    )
    return mapped(opening, (entry) => this.#entry(entry as WireObject))
  }

  /**
   * Yields when something in the range changed: the bee as it is, and as it was. Both are closed when the next change
   * is asked for. Changes that come while nobody asks are one.
   */
  async *watch(range: BeeRange<K> = {}): AsyncIterableIterator<[current: Bee<K, V>, previous: Bee<K, V>]> {
    const opening = this.#handle.stream('bee.watch', { range: this.#range(range) }, { items: true })
    let pair: Bee<K, V>[] = []
    try {
      for await (const change of mapped(opening, (value) => value as WireObject)) {
        await Promise.all(pair.map((bee) => bee.close()))
        const current = this.checkout(change['current'] as number)
        const previous = this.checkout(change['previous'] as number)
        pair = [current, previous]
        yield [current, previous]
      }
    } finally {
      await Promise.all(pair.map((bee) => bee.close()))
    }
  }

  /** The bee as it was at `version`. Read-only; close it. */
  checkout(version: number): Bee<K, V> {
    return this.#derived({ checkout: version })
  }

  /** The bee as it is now. Read-only; close it. */
  snapshot(): Bee<K, V> {
    return this.#derived({ snapshot: true })
  }

  /** The keys behind a prefix, without it. Close it. */
  sub<K2 extends EncodingName = K, V2 extends EncodingName = V>(
    prefix: string | Uint8Array,
    options: BeeOptions<K2, V2> = {},
  ): Bee<K2, V2> {
    const {
      keyEncoding = this.keyEncoding as unknown as K2,
      valueEncoding = this.valueEncoding as unknown as V2,
    } = options
    const params = async () => ({ bee: await this.#handle.id(), sub: Buffer.from(prefix) })
    return new Bee<K2, V2>({ params }, { keyEncoding, valueEncoding })
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #derived(which: WireObject): Bee<K, V> {
    const params = async () => ({ bee: await this.#handle.id(), ...which })
    return new Bee({ params }, { keyEncoding: this.keyEncoding, valueEncoding: this.valueEncoding })
  }

  #entry({ seq, key, value }: WireObject): BeeEntry<K, V> {
    return {
      seq: seq as number,
      key: this.#keys.decode(bufferOf(key as Uint8Array)),
      value: this.#values.decode(bufferOf(value as Uint8Array)),
    }
  }

  #range(range: BeeRange<K>): WireObject {
    return Object.fromEntries(
      Object.entries(range)
        .filter(([, key]) => key !== undefined)
        .map(([bound, key]) => [bound, this.#keys.encode(key as Writable<K>)]),
    )
  }
}
