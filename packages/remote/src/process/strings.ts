/** Lists of strings as one field: each in UTF-8 with a NUL byte behind it, which no argument or variable can hold. */

/** @throws RangeError when one holds a NUL */
export function encodeStrings(strings: readonly string[]): Uint8Array {
  if (strings.some((text) => text.includes('\0'))) throw new RangeError('expected texts without NUL')
  return new TextEncoder().encode(strings.map((text) => `${text}\0`).join(''))
}

/** Null when it is no such list, or not UTF-8. */
export function decodeStrings(bytes: Uint8Array): string[] | null {
  if (bytes.byteLength === 0) return []
  if (bytes.at(-1) !== 0) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).slice(0, -1).split('\0')
  } catch {
    return null
  }
}
