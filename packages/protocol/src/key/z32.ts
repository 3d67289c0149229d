/**
 * z-base-32 (Zooko's human-oriented alphabet), the field's text form of keys. Of our own, because it is strict:
 * a text whose unused last bits are set is refused, so bytes have exactly one text, and no exception repeats input.
 */

const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

/** z-base-32 of any bytes; 8 characters for 5 bytes, no padding. */
export function encodeZ32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((held >>> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31)
}

/** The bytes of a z-base-32 text, or null when it is not one. Lower case only. */
export function decodeZ32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let at = 0
  let bits = 0
  let held = 0
  for (const character of text) {
    const value = VALUES.get(character)
    if (value === undefined) return null
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = held >>> bits
      held &= (1 << bits) - 1
    }
  }
  // Fewer than five unused bits, all zero; more would mean a character that carries nothing.
  return bits < 5 && held === 0 ? bytes : null
}
