/** Streams of bytes of one network: TCP beside the connection where that is possible, channels of it everywhere else. */
import { failure, type Result, success } from '@comice/protocol'
import { FAST_PATH_UNREACHABLE_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { FastPaths } from '../fast-path/fast-path.ts'
import type { PeerConnection } from '../network/connection.ts'
import type {
  ByteStream,
  ByteStreamFailure,
  ByteStreamOptions,
  ByteStreams,
  ByteStreamServer,
} from './byte-stream.ts'
import { ChannelStreams, type StreamRefusal } from './channel-streams.ts'
import type { ChannelDuplex } from './channel-duplex.ts'
import { assertStreamHead, type StreamHead } from './stream-head.ts'

export class NetworkStreams implements ByteStreams {
  readonly #paths: FastPaths
  readonly #now: () => number
  readonly #servers = new Map<string, ByteStreamServer>()
  readonly #channels = new WeakMap<PeerConnection, ChannelStreams>()
  /** Until when TCP is not tried. */
  readonly #unreachable = new WeakMap<PeerConnection, number>()

  constructor(paths: FastPaths, now: () => number) {
    this.#paths = paths
    this.#now = now
  }

  /** Called for each connection before anything else runs on it. */
  attach(connection: PeerConnection): void {
    const streams = new ChannelStreams(connection, (head, take) => this.#onopened(connection, { head, take }))
    this.#channels.set(connection, streams)
  }

  serve(purpose: string, server: ByteStreamServer): () => void {
    if (this.#servers.has(purpose)) throw CoreErrors.PURPOSE_TAKEN({ purpose })
    const stop = this.#paths.serve(purpose, {
      accepts: (connection, data) => server.accepts(connection, data),
      onstream: (path) => {
        const { connection, data } = path
        server.onstream({ connection, purpose, data, via: 'tcp', bytes: path.bytes() })
      },
    })
    this.#servers.set(purpose, server)
    return () => {
      stop()
      this.#servers.delete(purpose)
    }
  }

  async open(
    connection: PeerConnection,
    { purpose, data = new Uint8Array(), bulk = false }: ByteStreamOptions,
  ): Promise<Result<ByteStream, ByteStreamFailure>> {
    const head = { purpose, data }
    assertStreamHead(head)
    const fast = bulk ? await this.#openFast(connection, head) : null
    if (fast !== null) return success(fast)
    const opened = await this.#channels.get(connection)?.open(head)
    if (opened === undefined) return failure('DISCONNECTED')
    return opened.ok ? success({ connection, ...head, via: 'udx', bytes: opened.value }) : opened
  }

  async #openFast(connection: PeerConnection, head: StreamHead): Promise<ByteStream | null> {
    if ((this.#unreachable.get(connection) ?? 0) > this.#now()) return null
    const opened = await this.#paths.open(connection, head)
    if (opened.ok) return { connection, ...head, via: 'tcp', bytes: opened.value.bytes() }
    if (opened.code === 'UNREACHABLE' || opened.code === 'SLOW' || opened.code === 'NO_ANSWER')
      this.#unreachable.set(connection, this.#now() + FAST_PATH_UNREACHABLE_MS)
    return null
  }

  #onopened(
    connection: PeerConnection,
    { head, take }: { head: StreamHead; take: () => ChannelDuplex },
  ): StreamRefusal | null {
    const server = this.#servers.get(head.purpose)
    if (server === undefined) return 'UNSUPPORTED'
    if (!server.accepts(connection, head.data)) return 'REFUSED'
    server.onstream({ connection, ...head, via: 'udx', bytes: take() })
    return null
  }
}
