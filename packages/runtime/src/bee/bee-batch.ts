/** Changes of a bee that become visible together. */
import type { Encoding, EncodingName, Writable } from '../handle/encoding.ts'
import type { Bee, BeeEntry } from './bee.ts'

/** Made by {@link Bee.batch}. It reads what it wrote. */
export class BeeBatch<K extends EncodingName, V extends EncodingName> {
  readonly #bee: Bee<K, V>
  readonly #encodings: { keys: Encoding<K>; values: Encoding<V> }
  /** By the key's bytes in hexadecimal; null for a deletion. A later change of a key takes the place of an earlier one. */
  readonly #changes = new Map<string, readonly [key: Uint8Array, value: Uint8Array | null]>()

  constructor(bee: Bee<K, V>, encodings: { keys: Encoding<K>; values: Encoding<V> }) {
    this.#bee = bee
    this.#encodings = encodings
  }

  put(key: Writable<K>, value: Writable<V>): void {
    this.#set(this.#encodings.keys.encode(key), this.#encodings.values.encode(value))
  }

  del(key: Writable<K>): void {
    this.#set(this.#encodings.keys.encode(key), null)
  }

  /** As {@link Bee.get}, with the changes of this batch. Their `seq` is -1 until they are flushed. */
  async get(key: Writable<K>): Promise<BeeEntry<K, V> | null> {
    const bytes = this.#encodings.keys.encode(key)
    const change = this.#changes.get(hexOf(bytes))
    if (change === undefined) return this.#bee.get(key)
    const [, value] = change
    if (value === null) return null
    const { keys, values } = this.#encodings
    return { seq: -1, key: keys.decode(bytes), value: values.decode(value) }
  }

  /**
   * Writes all changes at once. @throws CORE_NOT_WRITABLE · QUOTA_EXCEEDED · VALUE_TOO_LARGE: together they have more
   * than 1 MiB
   */
  async flush(): Promise<void> {
    const changes = [...this.#changes.values()]
    this.#changes.clear()
    if (changes.length > 0) await this.#bee.apply(changes)
  }

  /** Forgets the changes. */
  close(): void {
    this.#changes.clear()
  }

  #set(key: Uint8Array, value: Uint8Array | null): void {
    const hex = hexOf(key)
    this.#changes.delete(hex)
    this.#changes.set(hex, [key, value])
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
