/** Streams of bytes of one network: on TCP beside the connection where that is possible, on the connection everywhere else. */
import { failure, type Result, success } from '@comice/protocol'
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
import type { ChannelDuplex } from './channel-duplex.ts'
import { ChannelStreams, type StreamRefusal } from './channel-streams.ts'
import { assertStreamHead, type StreamHead } from './stream-head.ts'
import { StreamPaths, STREAMS_PURPOSE } from './stream-paths.ts'
import { StreamRoom } from './stream-room.ts'

/** Where streams of one connection can be. */
interface Ways {
  readonly udx: ChannelStreams
  readonly paths: StreamPaths
}

export class NetworkStreams implements ByteStreams {
  readonly #paths: FastPaths
  readonly #now: () => number
  readonly #servers = new Map<string, ByteStreamServer>()
  readonly #ways = new WeakMap<PeerConnection, Ways>()

  constructor(paths: FastPaths, now: () => number) {
    this.#paths = paths
    this.#now = now
    paths.serve(STREAMS_PURPOSE, {
      accepts: (connection) => this.#ways.get(connection)?.paths.hasPlace ?? false,
      onstream: (path) => void this.#ways.get(path.connection)?.paths.adopt(path, { closesIdle: false }),
    })
  }

  /** Called for each connection before anything else runs on it. */
  attach(connection: PeerConnection): void {
    const room = new StreamRoom()
    const take = (via: 'tcp' | 'udx') => (head: StreamHead, takeIt: () => ChannelDuplex) =>
      this.#onopened(head, { connection, via, take: takeIt })
    const udx = new ChannelStreams({ mux: connection.mux, room, take: take('udx') })
    const paths = new StreamPaths({
      ...{ paths: this.#paths, connection, now: this.#now },
      ...{ room, take: take('tcp') },
    })
    this.#ways.set(connection, { udx, paths })
  }

  serve(purpose: string, server: ByteStreamServer): () => void {
    if (this.#servers.has(purpose)) throw CoreErrors.PURPOSE_TAKEN({ purpose })
    this.#servers.set(purpose, server)
    return () => this.#servers.delete(purpose)
  }

  async open(
    connection: PeerConnection,
    { purpose, data = new Uint8Array(), bulk = false, patienceMs }: ByteStreamOptions,
  ): Promise<Result<ByteStream, ByteStreamFailure>> {
    const head = { purpose, data }
    assertStreamHead(head)
    const ways = this.#ways.get(connection)
    if (ways === undefined) return failure('DISCONNECTED')
    const found = bulk ? await soon(ways.paths.find(), patienceMs) : null
    const path = found ?? ways.paths.ready
    const opened = (await path?.open(head)) ?? failure('DISCONNECTED')
    if (opened.ok) return success({ connection, ...head, via: 'tcp', bytes: opened.value })
    // It went away meanwhile, and nothing was said on it; what the other end refuses, it refuses everywhere.
    if (opened.code !== 'DISCONNECTED') return opened
    const beside = await ways.udx.open(head)
    return beside.ok ? success({ connection, ...head, via: 'udx', bytes: beside.value }) : beside
  }

  #onopened(
    head: StreamHead,
    { connection, via, take }: { connection: PeerConnection; via: 'tcp' | 'udx'; take: () => ChannelDuplex },
  ): StreamRefusal | null {
    const server = this.#servers.get(head.purpose)
    if (server === undefined) return 'UNSUPPORTED'
    if (!server.accepts(connection, head.data)) return 'REFUSED'
    server.onstream({ connection, ...head, via, bytes: take() })
    return null
  }
}

/** Null when it takes longer. */
async function soon<Value>(value: Promise<Value>, patienceMs?: number): Promise<Value | null> {
  if (patienceMs === undefined) return value
  const { promise, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), patienceMs)
  try {
    return await Promise.race([value, promise])
  } finally {
    clearTimeout(timer)
  }
}
