/**
 * Memory of bytes, given back when they have been used instead of when they are collected. V8 collects all of its heap when so
 * much memory beside it was set aside, whether it is still used or not: once for every few MiB that a stream brings.
 *
 * What is given back becomes empty. Whoever still uses it finds no bytes there, never those of others.
 */

/** Node's slabs hold smaller ones. */
const LARGE_PIECE_BYTES = 16 * 1024

const whole = new WeakSet<Uint8Array>()

/** Says that nothing else is in the memory of these bytes, nor ever will be. */
export function markWhole<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  whole.add(bytes)
  return bytes
}

/**
 * Gives the memory of bytes back that nobody uses any more. Only of those that a stream has given as they are, or that were
 * marked: nothing happens to a part of them, nor to any others.
 */
export function giveBack(bytes: Uint8Array): void {
  // Where there is no `transfer` (Node 20, old browsers), it is collected.
  if (whole.delete(bytes)) (bytes.buffer as Partial<ArrayBuffer>).transfer?.(0)
}

/**
 * Whether bytes have memory of their own, to be marked by whoever made them or had them made: all of it is theirs, and they
 * are more than what Node shares out of one piece of memory.
 */
export function isAlone(bytes: Uint8Array): boolean {
  return bytes.byteLength >= LARGE_PIECE_BYTES && bytes.byteLength === bytes.buffer.byteLength
}
