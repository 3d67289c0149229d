/** Two streams as one: each direction ends where it ended before, and what breaks one breaks both. */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { giveBack, markWhole } from '@comice/core'
import { LARGE_PIECE_BYTES } from '../constants.ts'

export interface JoinedStreams {
  /** Resolves when both are gone: with null when both directions had ended, else with what broke them. */
  readonly closed: Promise<Error | null>
  /** Bytes from the first to the second, and back, so far. */
  readonly counts: { readonly there: number; readonly back: number }
}

export interface JoinOptions {
  /**
   * Gives the memory of large pieces back when the other stream has taken them: both must be done with a piece by then, as a
   * socket and a stream of a connection are, and a pair of streams is not. Default false.
   */
  readonly givesBack?: boolean
}

export function joinStreams(
  one: Duplex,
  other: Duplex,
  { givesBack = false }: JoinOptions = {},
): JoinedStreams {
  const counts = { there: 0, back: 0 }
  pour(one, other, { givesBack, ontaken: (bytes) => (counts.there += bytes) })
  pour(other, one, { givesBack, ontaken: (bytes) => (counts.back += bytes) })
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

interface PourOptions {
  readonly givesBack: boolean
  readonly ontaken: (bytes: number) => void
}

/** As `pipe`, which does not say when a piece is done with. */
function pour(from: Duplex, to: Duplex, { givesBack, ontaken }: PourOptions): void {
  from.on('data', (piece: Uint8Array) => {
    ontaken(piece.byteLength)
    const done = givesBack && piece.byteLength >= LARGE_PIECE_BYTES ? () => giveBack(piece) : undefined
    // Node reads into memory that is the piece's alone.
    if (done !== undefined && from instanceof Socket && piece.byteLength === piece.buffer.byteLength)
      markWhole(piece)
    if (!to.write(piece, done)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.once('end', () => to.end())
}

/** Not by an end: TCP has a reset for that. A unix socket has none, and looks ended. */
export function breakOff(stream: Duplex): void {
  if (stream instanceof Socket && stream.remoteAddress !== undefined) stream.resetAndDestroy()
  else stream.destroy()
}
