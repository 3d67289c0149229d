/** Two streams as one: each direction ends where it ended before, and what breaks one breaks both. */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { giveBack, isAlone, markWhole } from '@comice/protocol'

export interface JoinedStreams {
  /** Resolves when both are gone: with null when both directions had ended, else with what broke them. */
  readonly closed: Promise<Error | null>
  /** Bytes from the first to the second, and back, so far. */
  readonly counts: { readonly there: number; readonly back: number }
}

/** Pieces that a socket gave, or that were marked, are given back when a socket or a stream of a connection has taken them. */
export function joinStreams(one: Duplex, other: Duplex): JoinedStreams {
  const counts = { there: 0, back: 0 }
  pour(one, other, (bytes) => (counts.there += bytes))
  pour(other, one, (bytes) => (counts.back += bytes))
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

/** As `pipe`, which does not say when a piece is done with. A pair of streams hands a piece on, and so is not done with it. */
function pour(from: Duplex, to: Duplex, ontaken: (bytes: number) => void): void {
  from.on('data', (piece: Uint8Array) => {
    ontaken(piece.byteLength)
    // What Node reads for it is the piece's alone.
    if (from instanceof Socket && isAlone(piece)) markWhole(piece)
    const isTaken = to instanceof Socket ? to.write(piece, () => giveBack(piece)) : to.write(piece)
    if (!isTaken) from.pause()
  })
  to.on('drain', () => from.resume())
  from.once('end', () => to.end())
}

/** Not by an end: TCP has a reset for that. A unix socket has none, and looks ended. */
export function breakOff(stream: Duplex): void {
  if (stream instanceof Socket && stream.remoteAddress !== undefined) stream.resetAndDestroy()
  else stream.destroy()
}
