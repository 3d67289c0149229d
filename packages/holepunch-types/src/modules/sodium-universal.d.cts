/** `sodium-universal` 5: libsodium, native in Node and JavaScript in browsers. The commonly used part; output goes to the first buffer. */
declare module 'sodium-universal' {
  // memory and random
  /** Overwrites with zeros. */
  export function sodium_memzero(buffer: Uint8Array): void
  /** A buffer outside the garbage collector's reach (where native). */
  export function sodium_malloc(size: number): Uint8Array
  /** Frees secure memory. */
  export function sodium_free(buffer: Uint8Array): void
  /** Compares in constant time. @throws Error on different lengths */
  export function sodium_memcmp(a: Uint8Array, b: Uint8Array): boolean
  /** Adds one, little-endian, in constant time. */
  export function sodium_increment(buffer: Uint8Array): void
  /** Whether all bytes are zero, in constant time. */
  export function sodium_is_zero(buffer: Uint8Array, length?: number): boolean
  /** Fills with random bytes. */
  export function randombytes_buf(buffer: Uint8Array): void
  /** A random 32-bit number. */
  export function randombytes_random(): number
  /** Uniform in 0 up to, without, `upperBound`. */
  export function randombytes_uniform(upperBound: number): number

  // Ed25519
  export const crypto_sign_PUBLICKEYBYTES: number
  export const crypto_sign_SECRETKEYBYTES: number
  export const crypto_sign_SEEDBYTES: number
  export const crypto_sign_BYTES: number
  /** A random key pair. */
  export function crypto_sign_keypair(publicKey: Uint8Array, secretKey: Uint8Array): void
  /** The key pair of a 32-byte seed. */
  export function crypto_sign_seed_keypair(
    publicKey: Uint8Array,
    secretKey: Uint8Array,
    seed: Uint8Array,
  ): void
  /** Signs. */
  export function crypto_sign_detached(
    signature: Uint8Array,
    message: Uint8Array,
    secretKey: Uint8Array,
  ): void
  /** Whether a signature is valid. */
  export function crypto_sign_verify_detached(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean
  /** The public key of a secret key. */
  export function crypto_sign_ed25519_sk_to_pk(publicKey: Uint8Array, secretKey: Uint8Array): void
  /** The X25519 key of an Ed25519 key. */
  export function crypto_sign_ed25519_pk_to_curve25519(
    curvePublicKey: Uint8Array,
    publicKey: Uint8Array,
  ): void
  /** The X25519 key of an Ed25519 key. */
  export function crypto_sign_ed25519_sk_to_curve25519(
    curveSecretKey: Uint8Array,
    secretKey: Uint8Array,
  ): void

  // BLAKE2b
  export const crypto_generichash_BYTES: number
  export const crypto_generichash_BYTES_MIN: number
  export const crypto_generichash_BYTES_MAX: number
  export const crypto_generichash_KEYBYTES: number
  /** Hashes `input`, with an optional key, to the length of `output` (16 to 64 bytes). */
  export function crypto_generichash(output: Uint8Array, input: Uint8Array, key?: Uint8Array): void
  /** The same over several inputs in order. */
  export function crypto_generichash_batch(
    output: Uint8Array,
    inputs: readonly Uint8Array[],
    key?: Uint8Array,
  ): void

  export const crypto_generichash_STATEBYTES: number
  /** Begins a hash of inputs that come one after the other. `state` has `crypto_generichash_STATEBYTES`. */
  export function crypto_generichash_init(
    state: Uint8Array,
    key: Uint8Array | null,
    outputLength: number,
  ): void
  export function crypto_generichash_update(state: Uint8Array, input: Uint8Array): void
  export function crypto_generichash_final(state: Uint8Array, output: Uint8Array): void

  // X25519 boxes
  export const crypto_box_PUBLICKEYBYTES: number
  export const crypto_box_SECRETKEYBYTES: number
  export const crypto_box_SEEDBYTES: number
  export const crypto_box_SEALBYTES: number
  /** A random key pair. */
  export function crypto_box_keypair(publicKey: Uint8Array, secretKey: Uint8Array): void
  /** The key pair of a 32-byte seed. */
  export function crypto_box_seed_keypair(
    publicKey: Uint8Array,
    secretKey: Uint8Array,
    seed: Uint8Array,
  ): void
  /** Encrypts to a public key, anonymously. */
  export function crypto_box_seal(ciphertext: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void
  /** False when it does not open. */
  export function crypto_box_seal_open(
    message: Uint8Array,
    ciphertext: Uint8Array,
    publicKey: Uint8Array,
    secretKey: Uint8Array,
  ): boolean
  export const crypto_scalarmult_BYTES: number
  export const crypto_scalarmult_SCALARBYTES: number
  /** The shared secret of two X25519 keys. */
  export function crypto_scalarmult(
    shared: Uint8Array,
    secretKey: Uint8Array,
    remotePublicKey: Uint8Array,
  ): void
  /** The public key of a secret key. */
  export function crypto_scalarmult_base(publicKey: Uint8Array, secretKey: Uint8Array): void

  // secret key encryption
  export const crypto_pwhash_SALTBYTES: number
  export const crypto_pwhash_OPSLIMIT_MODERATE: number
  export const crypto_pwhash_MEMLIMIT_MODERATE: number
  export const crypto_pwhash_ALG_ARGON2ID13: number
  /** Argon2id, in another thread. `memlimit` in bytes. Rejects when there is not so much memory. */
  export function crypto_pwhash_async(
    output: Uint8Array,
    password: Uint8Array,
    salt: Uint8Array,
    opslimit: number,
    memlimit: number,
    algorithm: number,
  ): Promise<void>

  export const crypto_secretbox_KEYBYTES: number
  export const crypto_secretbox_NONCEBYTES: number
  export const crypto_secretbox_MACBYTES: number
  /** Encrypts; never use a nonce twice. */
  export function crypto_secretbox_easy(
    ciphertext: Uint8Array,
    message: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): void
  /** False when it does not open. */
  export function crypto_secretbox_open_easy(
    message: Uint8Array,
    ciphertext: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): boolean
  export const crypto_aead_xchacha20poly1305_ietf_KEYBYTES: number
  export const crypto_aead_xchacha20poly1305_ietf_NPUBBYTES: number
  export const crypto_aead_xchacha20poly1305_ietf_ABYTES: number
  /** Returns the bytes written. */
  export function crypto_aead_xchacha20poly1305_ietf_encrypt(
    ciphertext: Uint8Array,
    message: Uint8Array,
    additional: Uint8Array | null,
    nsec: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number
  /** @throws Error when it does not verify */
  export function crypto_aead_xchacha20poly1305_ietf_decrypt(
    message: Uint8Array,
    nsec: null,
    ciphertext: Uint8Array,
    additional: Uint8Array | null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number
  export const crypto_stream_NONCEBYTES: number
  export const crypto_stream_KEYBYTES: number
  /** XSalsa20, without authentication. */
  export function crypto_stream_xor(
    ciphertext: Uint8Array,
    message: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): void

  // derivation, short hashes
  export const crypto_kdf_KEYBYTES: number
  export const crypto_kdf_CONTEXTBYTES: number
  /** A random master key. */
  export function crypto_kdf_keygen(key: Uint8Array): void
  /** A subkey of a master key; the context has 8 bytes. */
  export function crypto_kdf_derive_from_key(
    subkey: Uint8Array,
    id: number,
    context: Uint8Array,
    key: Uint8Array,
  ): void
  export const crypto_shorthash_BYTES: number
  export const crypto_shorthash_KEYBYTES: number
  /** SipHash-2-4. */
  export function crypto_shorthash(output: Uint8Array, input: Uint8Array, key: Uint8Array): void
  export const crypto_hash_sha256_BYTES: number
  /** SHA-256. */
  export function crypto_hash_sha256(output: Uint8Array, input: Uint8Array): void
  export const crypto_hash_sha512_BYTES: number
  /** SHA-512. */
  export function crypto_hash_sha512(output: Uint8Array, input: Uint8Array): void
}
