/** Sends what an async iterable gives into a stream of values, as fast as the app reads. */
import type { WireStream, WireValue } from '@comice/runtime/wire'

/** Resolves when all of `source` is sent, or when the app does not want more; then `source` is ended too. */
export async function pipeItems<T>(
  source: AsyncIterable<T>,
  stream: WireStream,
  encode: (item: T) => WireValue,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]()
  const gone = new Promise<null>((resolve) => stream.once('close', () => resolve(null)))
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), gone])
      if (next === null || stream.destroyed) return
      if (next.done === true) break
      if (!stream.write(encode(next.value))) await Promise.race([drainOf(stream), gone])
    }
    stream.end()
  } finally {
    await stop(source, iterator)
  }
}

function drainOf(stream: WireStream): Promise<void> {
  return new Promise((resolve) => stream.once('drain', resolve))
}

/** A stream that waits for a block does not hear `return`, so it is destroyed where that can be done. */
async function stop<T>(source: AsyncIterable<T>, iterator: AsyncIterator<T>): Promise<void> {
  const { destroy } = source as { destroy?: () => unknown }
  if (typeof destroy === 'function') destroy.call(source)
  else await iterator.return?.()
}
