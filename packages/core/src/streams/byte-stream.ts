/** Streams of bytes between services of two peers, over whatever way is best. See network-streams.ts. */
import type { Duplex } from 'node:stream'
import type { Result } from '@comice/protocol'
import type { PeerConnection } from '../network/connection.ts'

/** One stream. It ends with its connection at the latest. */
export interface ByteStream {
  readonly connection: PeerConnection
  readonly purpose: string
  /** What the end that opened it said beside the purpose: up to 256 bytes. */
  readonly data: Uint8Array
  /** `tcp`: on the path beside the connection that all streams share; `udx`: on the connection. */
  readonly via: 'tcp' | 'udx'
  /**
   * `write` returns false when its caller is to wait for 'drain': then the other end does not read as fast. `end` ends
   * this direction and leaves the other. 'end' comes only when the other end has ended its direction; a stream that is
   * cut before both did so has an error, STREAM_CUT, and bytes may be missing.
   */
  readonly bytes: Duplex
}

export interface ByteStreamOptions {
  /** Names what it is for, 1 to 64 bytes: `comice/send`. The other end must serve it. */
  readonly purpose: string
  /** For the service at the other end, before it decides: up to 256 bytes. */
  readonly data?: Uint8Array
  /**
   * Much is to come: look for a fast path first. That takes 20 ms where there can be one, nothing where there is one already or
   * the other end is no neighbour, and up to 6 s once where a firewall forbids it. Default false: a path that is there is taken.
   */
  readonly bulk?: boolean
  /** How long a bulk stream waits for a path at most. It is looked for longer, for those to come. */
  readonly patienceMs?: number
}

/**
 * `UNSUPPORTED`: the other end does not serve the purpose · `REFUSED`: it does not want to · `BUSY`: too many at once ·
 * `NO_ANSWER` · `DISCONNECTED`.
 */
export type ByteStreamFailure = 'UNSUPPORTED' | 'REFUSED' | 'BUSY' | 'NO_ANSWER' | 'DISCONNECTED'

export interface ByteStreamServer {
  /** Whether this peer may have a stream for that; must answer from memory. Whoever is connected can ask. */
  accepts(connection: PeerConnection, data: Uint8Array): boolean
  /** Takes over the stream. Must not throw. */
  onstream(stream: ByteStream): void
}

/** The streams of one network. */
export interface ByteStreams {
  /** Serves a purpose to every connection. Returns what stops it. @throws PURPOSE_TAKEN */
  serve(purpose: string, server: ByteStreamServer): () => void
  /**
   * Opens a stream: for bulk on the fast path where there can be one, else on what there is. What a peer does never makes it
   * reject. @throws PURPOSE_INVALID
   */
  open(connection: PeerConnection, options: ByteStreamOptions): Promise<Result<ByteStream, ByteStreamFailure>>
}
