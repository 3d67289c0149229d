/** Two streams as one: each direction ends where it ended before, and what breaks one breaks both. */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface JoinedStreams {
  /** Resolves when both are gone: with null when both directions had ended, else with what broke them. */
  readonly closed: Promise<Error | null>
  /** Bytes from the first to the second, and back, so far. */
  readonly counts: { readonly there: number; readonly back: number }
}

export function joinStreams(one: Duplex, other: Duplex): JoinedStreams {
  const counts = { there: 0, back: 0 }
  one.on('data', (piece: Uint8Array) => (counts.there += piece.byteLength))
  other.on('data', (piece: Uint8Array) => (counts.back += piece.byteLength))
  one.pipe(other)
  other.pipe(one)
  let failure: Error | null = null
  const follow = (stream: Duplex, opposite: Duplex) =>
    new Promise<void>((resolve) => {
      stream.on('error', (error) => {
        failure ??= error
        breakOff(opposite)
      })
      const over = () => {
        // A direction that was not over is missing for the other end; it must not look like an end.
        if (!stream.readableEnded || !stream.writableFinished) breakOff(opposite)
        resolve()
      }
      // One of both may be gone by the time that the other one is there.
      if (stream.closed) over()
      else stream.once('close', over)
    })
  const closed = Promise.all([follow(one, other), follow(other, one)]).then(() => failure)
  return { closed, counts }
}

/** Not by an end: TCP has a reset for that. A unix socket has none, and looks ended. */
export function breakOff(stream: Duplex): void {
  if (stream instanceof Socket && stream.remoteAddress !== undefined) stream.resetAndDestroy()
  else stream.destroy()
}
