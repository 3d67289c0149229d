/** Characters of a key that tell people's few rooms and peers apart. */
const SHORT_KEY_CHARS = 8

export function shortKey(key: string): string {
  return key.slice(0, SHORT_KEY_CHARS)
}
