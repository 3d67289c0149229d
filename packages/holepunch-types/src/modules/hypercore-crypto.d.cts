/** `hypercore-crypto` 3: the primitives that every Holepunch module signs and hashes with (Ed25519, BLAKE2b-256). */
declare module 'hypercore-crypto' {
  /** An Ed25519 key pair (or X25519, from {@link encryptionKeyPair}). */
  export interface KeyPair {
    /** 32 bytes. */
    publicKey: Uint8Array
    /** 64 bytes for signing, 32 for encryption. */
    secretKey: Uint8Array
  }

  /** A node of a Merkle tree, as {@link parent} and {@link tree} take it. */
  export interface TreeNode {
    /** Position in the flat-tree numbering: leaves are even. */
    index: number
    /** Bytes of all blocks below this node. */
    size: number
    /** 32 bytes. */
    hash: Uint8Array
  }

  /** A new Ed25519 key pair, random or from a 32-byte `seed`. */
  export function keyPair(seed?: Uint8Array | null): KeyPair
  /** Whether the public key belongs to the secret key. */
  export function validateKeyPair(keyPair: KeyPair): boolean
  /** A 64-byte Ed25519 signature. */
  export function sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array
  /** Whether `signature` is valid. Wrong lengths give `false`, they do not throw. */
  export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  /** Seals `message` for the holder of an {@link encryptionKeyPair} (`crypto_box_seal`, 48 bytes longer). */
  export function encrypt(message: Uint8Array, publicKey: Uint8Array): Uint8Array
  /** Opens what {@link encrypt} sealed; `null` when it does not open. */
  export function decrypt(ciphertext: Uint8Array, keyPair: KeyPair): Uint8Array | null
  /** A new X25519 key pair for {@link encrypt}, random or from a 32-byte `seed`. */
  export function encryptionKeyPair(seed?: Uint8Array | null): KeyPair
  /** The 32-byte leaf hash of a block. */
  export function data(data: Uint8Array): Uint8Array
  /** The 32-byte hash of the parent of two sibling nodes, in either order. */
  export function parent(a: TreeNode, b: TreeNode): Uint8Array
  /** The 32-byte hash over the roots of a Merkle tree, into `out` if given. */
  export function tree(roots: readonly TreeNode[], out?: Uint8Array): Uint8Array
  /** BLAKE2b over one buffer or over several in order, 32 bytes or the length of `out`. */
  export function hash(data: Uint8Array | readonly Uint8Array[], out?: Uint8Array): Uint8Array
  /** `size` random bytes from the system's generator. */
  export function randomBytes(size: number): Uint8Array
  /**
   * The discovery key of a 32-byte key: what may be announced without giving the key away.
   * @throws Error when `key` is not 32 bytes.
   */
  export function discoveryKey(key: Uint8Array): Uint8Array
  /** Frees a buffer of sodium's secure memory; does nothing for ordinary buffers. */
  export function free(secureBuffer: Uint8Array): void
  /** `count` (or one per listed id, 0–255) 32-byte namespaces derived from a name, for domain separation. */
  export function namespace(name: string | Uint8Array, count: number | readonly number[]): Uint8Array[]
}
