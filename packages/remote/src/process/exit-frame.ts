/** How a process ended, as the frame EXIT has it: 0 and the exit code, or 1 and the name of the signal without SIG. */

export type ProcessExit =
  { readonly kind: 'code'; readonly code: number } | { readonly kind: 'signal'; readonly signal: string }

const BY_CODE = 0
const BY_SIGNAL = 1
const SIGNAL_NAME = /^[A-Z0-9+-]{1,16}$/u

export function encodeExit(exit: ProcessExit): Uint8Array {
  if (exit.kind === 'code') return Uint8Array.of(BY_CODE, exit.code & 0xff)
  return Uint8Array.of(BY_SIGNAL, ...new TextEncoder().encode(exit.signal))
}

/** Null when it is none. */
export function decodeExit(bytes: Uint8Array): ProcessExit | null {
  const [kind, code] = bytes
  if (kind === BY_CODE && code !== undefined && bytes.byteLength === 2) return { kind: 'code', code }
  const signal = new TextDecoder().decode(bytes.subarray(1))
  return kind === BY_SIGNAL && SIGNAL_NAME.test(signal) ? { kind: 'signal', signal } : null
}

/** For the audit log. */
export function exitText(exit: ProcessExit): string {
  return exit.kind === 'code' ? `exit ${exit.code}` : `signal ${exit.signal}`
}
