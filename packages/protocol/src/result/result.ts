/**
 * What a peer's input may turn into: a value, or a code that says why not. Peers may cause any of these at will, so
 * they are values and never exceptions.
 */
export type Result<T, E extends string = string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: E }

/** The successful {@link Result}. */
export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** The failed {@link Result}. */
export function failure<E extends string>(code: E): { readonly ok: false; readonly code: E } {
  return { ok: false, code }
}
