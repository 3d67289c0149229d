/** A stream of values from the node, as an async iterator that closes what it reads when it is left. */
import type { WireStream } from '../wire/wire-stream.ts'
import type { WireValue } from '../wire/value.ts'

/** Leaving a `for await` ends the stream at the node. */
export async function* mapped<T>(
  opening: Promise<WireStream>,
  decode: (value: WireValue) => T | Promise<T>,
): AsyncIterableIterator<T> {
  const stream = await opening
  try {
    for await (const value of stream) yield await decode(value as WireValue)
  } finally {
    stream.destroy()
  }
}
