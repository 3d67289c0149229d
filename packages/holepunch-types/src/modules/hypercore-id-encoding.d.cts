/** `hypercore-id-encoding` 1: keys as text, 52 characters of z-base-32 or 64 of hex. */
declare module 'hypercore-id-encoding' {
  /**
   * The z-base-32 text of a 32-byte key.
   * @throws Error when `key` is not a buffer of 32 bytes.
   */
  export function encode(key: Uint8Array): string
  /**
   * The 32 bytes of a key given as z-base-32, hex or `pear://<key>/…`; a 32-byte buffer is returned as it is.
   * @throws Error `Invalid Hypercore key` for anything else.
   */
  export function decode(id: Uint8Array | string): Uint8Array
  /** `encode(decode(id))`: one spelling for every accepted form. Throws as {@link decode}. */
  export function normalize(id: Uint8Array | string): string
  /** Whether {@link decode} would accept the value. Never throws. */
  export function isValid(id: unknown): boolean
}
