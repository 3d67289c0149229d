/**
 * Memory of bytes, given back when they have been used instead of when they are collected. V8 collects all of its heap when so
 * much memory beside it was set aside, whether it is still used or not: once for every few MiB that a stream brings.
 *
 * What is given back becomes empty. Whoever still uses it finds no bytes there, never those of others.
 */

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
  if (whole.delete(bytes)) (bytes.buffer as ArrayBuffer).transfer(0)
}
