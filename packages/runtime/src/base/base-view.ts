/** The views of a base: what `apply` makes of the operations. They live in the node. */
import {
  bufferOf,
  type Decoded,
  type Encoding,
  type EncodingName,
  encodingOf,
  type Writable,
} from '../handle/encoding.ts'
import { mapped } from '../handle/mapped.ts'
import type { WireObject, WireValue } from '../wire/value.ts'
import type { WireStream } from '../wire/wire-stream.ts'

/** How a view reaches the node: for readers the views as they are, in `apply` those of the operation. */
export interface ViewAccess {
  call(method: string, params: WireObject): Promise<WireValue>
  stream(method: string, params: WireObject): Promise<WireStream>
  lengthOf(name: string): number
  /** Appended in this operation. */
  appended(name: string): void
}

/** A list of values. Appending is possible in `apply` only. */
export class ViewCore<V extends EncodingName = 'binary'> {
  readonly #access: ViewAccess
  readonly #name: string
  readonly #values: Encoding<V>

  constructor(access: ViewAccess, name: string, values: Encoding<V>) {
    this.#access = access
    this.#name = name
    this.#values = values
  }

  get length(): number {
    return this.#access.lengthOf(this.#name)
  }

  /** @throws VIEW_READ_ONLY outside of `apply` */
  async append(value: Writable<V>): Promise<void> {
    await this.#access.call('base.view-append', { view: this.#name, block: this.#values.encode(value) })
    this.#access.appended(this.#name)
  }

  async get(index: number): Promise<Decoded<V>> {
    const block = await this.#access.call('base.view-block', { view: this.#name, index })
    return this.#values.decode(bufferOf(block as Uint8Array))
  }
}

/** Sorted keys and values. Changing them is possible in `apply` only. */
export class ViewBee<K extends EncodingName = 'binary', V extends EncodingName = 'binary'> {
  readonly #access: ViewAccess
  readonly #name: string
  readonly #encodings: { keys: Encoding<K>; values: Encoding<V> }

  constructor(access: ViewAccess, name: string, encodings: { keys: Encoding<K>; values: Encoding<V> }) {
    this.#access = access
    this.#name = name
    this.#encodings = encodings
  }

  async get(key: Writable<K>): Promise<{ key: Decoded<K>; value: Decoded<V> } | null> {
    const { keys } = this.#encodings
    const entry = await this.#access.call('base.view-entry', { view: this.#name, key: keys.encode(key) })
    return entry === null ? null : this.#decode(entry as WireObject)
  }

  /** @throws VIEW_READ_ONLY outside of `apply` */
  async put(key: Writable<K>, value: Writable<V>): Promise<void> {
    const { keys, values } = this.#encodings
    await this.#change(keys.encode(key), values.encode(value))
  }

  /** @throws VIEW_READ_ONLY outside of `apply` */
  async del(key: Writable<K>): Promise<void> {
    await this.#change(this.#encodings.keys.encode(key), null)
  }

  createReadStream(
    options: {
      gt?: Writable<K>
      gte?: Writable<K>
      lt?: Writable<K>
      lte?: Writable<K>
      reverse?: boolean
      limit?: number
    } = {},
  ): AsyncIterableIterator<{ key: Decoded<K>; value: Decoded<V> }> {
    const { reverse = false, limit = -1, ...bounds } = options
    const range = Object.fromEntries(
      Object.entries(bounds).map(([bound, key]) => [bound, this.#encodings.keys.encode(key)]),
    )
    const opening = this.#access.stream('base.view-read', { view: this.#name, range, reverse, limit })
    return mapped(opening, (entry) => this.#decode(entry as WireObject))
  }

  async #change(key: Uint8Array, value: Uint8Array | null): Promise<void> {
    await this.#access.call('base.view-change', { view: this.#name, changes: [[key, value]] })
  }

  #decode({ key, value }: WireObject): { key: Decoded<K>; value: Decoded<V> } {
    const { keys, values } = this.#encodings
    return {
      key: keys.decode(bufferOf(key as Uint8Array)),
      value: values.decode(bufferOf(value as Uint8Array)),
    }
  }
}

/** Given to `open`, which names the views of a base. Each has its name and its kind for good. */
export class ViewStore {
  /** Names and kinds, in the order in which `open` asked for them. */
  readonly views: { name: string; kind: 'core' | 'bee' }[] = []
  readonly #access: ViewAccess

  constructor(access: ViewAccess) {
    this.#access = access
  }

  get<V extends EncodingName = 'binary'>(
    name: string,
    { valueEncoding = 'binary' as V }: { valueEncoding?: V } = {},
  ): ViewCore<V> {
    this.views.push({ name, kind: 'core' })
    return new ViewCore(this.#access, name, encodingOf(valueEncoding))
  }

  bee<K extends EncodingName = 'binary', V extends EncodingName = 'binary'>(
    name: string,
    options: { keyEncoding?: K; valueEncoding?: V } = {},
  ): ViewBee<K, V> {
    this.views.push({ name, kind: 'bee' })
    const { keyEncoding = 'binary' as K, valueEncoding = 'binary' as V } = options
    return new ViewBee(this.#access, name, {
      keys: encodingOf(keyEncoding),
      values: encodingOf(valueEncoding),
    })
  }
}
