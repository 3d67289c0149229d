/** Files of a drive as Node streams. */
import { Duplex, type Readable, type Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { WireStream } from '../wire/wire-stream.ts'

/** Reads what the node sends. */
export function openFileReader(opening: Promise<WireStream>): Readable {
  return Duplex.from(async function* () {
    const stream = await opening
    try {
      yield* stream
    } finally {
      stream.destroy()
    }
  })
}

/** Sends what is written; finishes when the node has written it all, which it says by ending its side. */
export function openFileWriter(opening: Promise<WireStream>): Writable {
  return Duplex.from(async (source: AsyncIterable<Uint8Array>) => {
    const stream = await opening
    try {
      for await (const chunk of source) {
        if (!stream.write(chunk)) await drainOf(stream)
      }
      stream.end()
      stream.resume()
      await finished(stream)
    } finally {
      stream.destroy()
    }
  })
}

/** @throws what ended the stream meanwhile */
function drainOf(stream: WireStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('drain', resolve)
    stream.once('error', reject)
  })
}
