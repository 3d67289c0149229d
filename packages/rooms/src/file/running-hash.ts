import b4a from 'b4a'
import sodium from 'sodium-universal'

const HASH_BYTES = 32

/** BLAKE2b-256 of bytes that come in pieces. */
export class RunningHash {
  readonly #state = b4a.alloc(sodium.crypto_generichash_STATEBYTES)

  constructor() {
    sodium.crypto_generichash_init(this.#state, null, HASH_BYTES)
  }

  add(bytes: Uint8Array): void {
    sodium.crypto_generichash_update(this.#state, bytes)
  }

  /** Once, after the last of them. */
  end(): Uint8Array {
    const hash = b4a.alloc(HASH_BYTES)
    sodium.crypto_generichash_final(this.#state, hash)
    return hash
  }
}
