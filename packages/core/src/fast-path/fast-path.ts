/** What services see of fast paths. See fast-paths.ts. */
import type { Duplex } from 'node:stream'
import type { Result } from '@comice/protocol'
import type Protomux from 'protomux'
import type { PeerConnection } from '../network/connection.ts'
import type { PathQuality } from './path-probe.ts'

/**
 * A stream of bytes beside a connection, over TCP on the same machine or link: encrypted, between the same two device
 * keys, for one purpose. It ends with its connection at the latest. Who gets one calls `bytes` or `mux`, once.
 */
export interface FastStream {
  readonly connection: PeerConnection
  readonly purpose: string
  /** What the end that asked said beside the purpose: up to 256 bytes. */
  readonly data: Uint8Array
  /** What the end that dialled has measured; null at the other one. */
  readonly quality: PathQuality | null
  /**
   * It carries bytes from now on. `write` returns false when its caller is to wait for 'drain', `end` ends this
   * direction and leaves the other, 'end' says that the other end did so. Whatever cuts it before both have ended is an
   * error, STREAM_CUT: then bytes may be missing.
   */
  bytes(): Duplex
  /** It carries channels from now on, bounded as those of the connection. */
  mux(): Protomux
  /** Resolves when it is over. */
  readonly closed: Promise<void>
  /** Ends it, whatever is under way. */
  destroy(): void
}

export interface FastPathOptions {
  /** Names what the stream is for, 1 to 64 bytes: `comice/send`. The other end must serve it. */
  readonly purpose: string
  /** For the service at the other end, before it decides: up to 256 bytes. */
  readonly data?: Uint8Array
}

/**
 * `OFF`: the network has no fast paths · `NOT_LOCAL`: the other end is neither on this machine nor on a link of it ·
 * `NOT_ALLOWED`: one end does not know the other · `UNSUPPORTED`: the other end does not serve the purpose · `BUSY`: too
 * many at once · `SLOW`: UDX is better there · `UNREACHABLE`: no TCP, a firewall perhaps · `REFUSED`: the
 * other end does not want to, or does not follow the protocol · `NO_ANSWER` · `DISCONNECTED`.
 */
export type FastPathFailure =
  | 'OFF'
  | 'NOT_LOCAL'
  | 'NOT_ALLOWED'
  | 'UNSUPPORTED'
  | 'BUSY'
  | 'SLOW'
  | 'UNREACHABLE'
  | 'REFUSED'
  | 'NO_ANSWER'
  | 'DISCONNECTED'

export interface FastPathServer {
  /** Whether this peer may have a stream for that. Asked before anything is opened; must answer from memory. */
  accepts?(connection: PeerConnection, data: Uint8Array): boolean
  /** Takes over the stream. Must not throw. */
  onstream(stream: FastStream): void
}

/** The fast paths of one network. */
export interface FastPaths {
  /** False where the network was opened without. */
  readonly enabled: boolean
  /**
   * Lets a connection have fast paths although no grant, room or other service vouches for its device: a code was
   * right, a user has agreed. Returns what takes it back, for paths that are not there yet.
   */
  allow(connection: PeerConnection): () => void
  /** Serves a purpose to every connection that may have paths. Returns what stops it. @throws PURPOSE_TAKEN */
  serve(purpose: string, server: FastPathServer): () => void
  /** Asks the other end for a stream. It resolves within 6 s; what a peer does never makes it reject. @throws PURPOSE_INVALID */
  open(connection: PeerConnection, options: FastPathOptions): Promise<Result<FastStream, FastPathFailure>>
  /** Whether there is a stream for this purpose now. */
  has(connection: PeerConnection, purpose: string): boolean
}
