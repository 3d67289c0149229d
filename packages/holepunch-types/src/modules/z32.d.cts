/** `z32` 1: z-base-32, the text form of keys (32 bytes are 52 characters). */
declare module 'z32' {
  /** Encodes bytes (or the UTF-8 of a string) as lower-case z-base-32. */
  export function encode(buffer: Uint8Array | string): string
  /**
   * Decodes z-base-32 into a new buffer, or into `out`.
   * @throws Error when a character is outside the alphabet. A wrong length is not noticed.
   */
  export function decode(text: string, out?: Uint8Array): Uint8Array
  /** The 32 characters, in value order: `ybndrfg8ejkmcpqxot1uwisza345h769`. */
  export const ALPHABET: string
}
