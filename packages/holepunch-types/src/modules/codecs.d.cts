/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `codecs` 3: turns an encoding name or an encoder object into `{ encode, decode }`. Hyperbee resolves its encodings with it. */
declare module 'codecs' {
  import type { Encoder } from 'compact-encoding'

  /** Returns the codec for `encoding`; unknown or missing names give `fallback`, or `binary` without one. */
  function codecs<const E extends codecs.Encoding>(encoding: E): codecs.Codec<codecs.Decoded<E>>
  function codecs<T>(
    encoding: codecs.Encoding<T> | null | undefined,
    fallback?: codecs.Codec<T>,
  ): codecs.Codec<T>

  namespace codecs {
    /** What each named encoding decodes to. `json` is `unknown` until you say what you stored. */
    interface NamedEncodings {
      /** Bytes as they are. */
      binary: Uint8Array
      /** UTF-8 text. */
      'utf-8': string
      /** UTF-8 text. */
      utf8: string
      /** ASCII text. */
      ascii: string
      /** Bytes as hex text. */
      hex: string
      /** Bytes as base64 text. */
      base64: string
      /** UTF-16LE text. */
      ucs2: string
      /** UTF-16LE text. */
      'ucs-2': string
      /** UTF-16LE text. */
      utf16le: string
      /** UTF-16LE text. */
      'utf16-le': string
      /** JSON. */
      json: unknown
      /** JSON and a line feed. */
      ndjson: unknown
    }

    /** The names that Hypercore, Hyperbee and Autobase accept wherever they take an encoding. */
    type EncodingName = keyof NamedEncodings

    /** A codec in the abstract-encoding style: whole values to whole buffers. */
    interface Codec<T = unknown> {
      /** Present on the built-in codecs, for error messages. */
      readonly name?: string
      /** To bytes. */
      encode(value: T): Uint8Array
      /** From bytes. Throws when they are malformed. */
      decode(buffer: Uint8Array): T
    }

    /** What is accepted as an abstract-encoding codec: `T` is what it decodes to. */
    interface AbstractCodec<T = unknown> {
      /** For error messages. */
      readonly name?: string
      /** To bytes. */
      encode(value: any): Uint8Array
      /** From bytes. Throws when they are malformed. */
      decode(buffer: Uint8Array): T
    }

    // `any` on the input side: an encoder may accept more than it decodes to (c.binary takes strings).
    /** Anything that encodes a `T`: a name, a compact-encoding encoder, or an `{ encode, decode }` codec. */
    type Encoding<T = any> = NamesOf<T> | Encoder<any, T> | AbstractCodec<T>

    /** The encoding names that may hold a `T`. JSON may hold anything, so choosing it asserts `T`. */
    type NamesOf<T> =
      | 'json'
      | 'ndjson'
      | (Uint8Array extends T ? 'binary' : never)
      | (string extends T ? Exclude<EncodingName, 'binary' | 'json' | 'ndjson'> : never)

    /** The type that an encoding decodes to; a missing encoding (`null`, `undefined`) gives `Uint8Array`. */
    type Decoded<E> = E extends EncodingName
      ? NamedEncodings[E]
      : E extends Encoder<any, infer T>
        ? T
        : E extends AbstractCodec<infer T>
          ? T
          : Uint8Array

    /** What may be written where a `T` is read back: byte values may also be given as a (UTF-8) string. */
    type Writable<T> = T | (Uint8Array extends T ? string : never)

    const ascii: Codec<string>
    const utf8: Codec<string>
    const hex: Codec<string>
    const base64: Codec<string>
    const ucs2: Codec<string>
    const utf16le: Codec<string>
    const binary: Codec<Uint8Array>
    /** JSON text. `decode` throws a SyntaxError on malformed input. */
    const json: Codec<unknown>
    /** JSON text followed by a line feed. */
    const ndjson: Codec<unknown>
  }

  export = codecs
}
