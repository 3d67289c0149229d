/**
 * The only door through which bytes of a peer become values: the size is checked before anything else, the whole
 * input must be used, nothing is thrown, and a failure names its kind without repeating a byte of the input.
 */
import c from 'compact-encoding'
import { isEqualBytes } from '../key/key.ts'
import { failure, type Result, success } from '../result/result.ts'

/** What a codec reads from and writes to, as compact-encoding has it. */
export interface CodecState {
  start: number
  end: number
  buffer: Uint8Array | null
}

/** A compact-encoding codec. */
export interface Codec<T> {
  preencode(state: CodecState, value: T): void
  encode(state: CodecState, value: T): void
  decode(state: CodecState): T
}

/**
 * Why bytes were refused: more of them than allowed · not the encoding of any value · bytes left over · a version
 * above what this program knows · well-formed, but a value is outside of its limits.
 */
export type DecodeFailure = 'TOO_LARGE' | 'MALFORMED' | 'TRAILING_BYTES' | 'NEWER_VERSION' | 'OUT_OF_LIMITS'

export interface DecodeOptions {
  readonly maxBytes: number
  /**
   * Also refuse bytes that are not exactly what the codec writes for the decoded value: overlong integers, unknown
   * flags, bytes hidden in frames, invalid UTF-8. Costs one encode. Default false, for codecs that are not canonical.
   */
  readonly canonical?: boolean
}

/** Decodes bytes that a peer sent. Total; see the module's text. */
export function decodeBounded<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
  { maxBytes, canonical = false }: DecodeOptions,
): Result<T, DecodeFailure> {
  try {
    if (bytes.byteLength > maxBytes) return failure('TOO_LARGE')
    const state = { start: 0, end: bytes.byteLength, buffer: bytes }
    const value = codec.decode(state)
    if (state.start > bytes.byteLength) return failure('MALFORMED')
    if (state.start !== bytes.byteLength) return failure('TRAILING_BYTES')
    if (canonical && !isEqualBytes(bytes, c.encode(codec, value))) return failure('MALFORMED')
    return success(value)
  } catch {
    // Codecs throw on anything wrong, with texts that may hold the input (JSON does): the kind is all we keep.
    return failure('MALFORMED')
  }
}
