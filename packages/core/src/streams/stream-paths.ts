/**
 * The TCP path beside a connection that all of its streams share: one Noise handshake and one probe for a thousand of them,
 * and channels with credit on it, as on the connection. There is none until a stream asks for it; whichever end asked,
 * both open streams on it.
 *
 * A path that dies takes its streams along, STREAM_CUT at both ends: bytes that TCP took may be anywhere. One that turns out slow
 * keeps them until they end. In both cases new streams go over the connection, and the next try is later.
 */
import type Protomux from 'protomux'
import {
  FAST_PATH_KEEP_ALIVE_MS,
  FAST_PATH_RETRY_MS,
  FAST_PATH_SILENCE_MS,
  FAST_PATH_UNREACHABLE_MS,
  MAX_STREAM_PATHS,
  MIN_KEPT_BYTES_PER_S,
  STREAM_PATH_IDLE_MS,
} from '../constants.ts'
import type { FastPathFailure, FastPaths, FastStream } from '../fast-path/fast-path.ts'
import { watchPath } from '../fast-path/path-watch.ts'
import type { PeerConnection } from '../network/connection.ts'
import { ChannelStreams, type TakeStream } from './channel-streams.ts'
import type { StreamRoom } from './stream-room.ts'

/** What the path is asked for. */
export const STREAMS_PURPOSE = 'comice/streams/1'

/** The other end may take it another time. */
const LATER_MS: Partial<Record<FastPathFailure, number>> = {
  UNREACHABLE: FAST_PATH_UNREACHABLE_MS,
  SLOW: FAST_PATH_UNREACHABLE_MS,
  NO_ANSWER: FAST_PATH_UNREACHABLE_MS,
  UNSUPPORTED: FAST_PATH_UNREACHABLE_MS,
  BUSY: FAST_PATH_RETRY_MS,
}

export interface StreamPathsOptions {
  readonly paths: FastPaths
  readonly connection: PeerConnection
  readonly now: () => number
  readonly room: StreamRoom
  readonly take: TakeStream
}

/** Of one connection. */
export class StreamPaths {
  readonly #options: StreamPathsOptions
  /** Those that are there, the one for new streams first; the other end may have made one at the same time. */
  readonly #live: ChannelStreams[] = []
  #count = 0
  #finding: Promise<ChannelStreams | null> | null = null
  /** When a path may be asked for again. */
  #retryAt = 0

  constructor(options: StreamPathsOptions) {
    this.#options = options
  }

  /** Whether the other end may have another one. */
  get hasPlace(): boolean {
    return this.#count < MAX_STREAM_PATHS
  }

  /** The streams of the path that is there. */
  get ready(): ChannelStreams | null {
    return this.#live[0] ?? null
  }

  /** Looks for a path where there is none, once for all that ask meanwhile. */
  find(): Promise<ChannelStreams | null> {
    if (this.ready !== null || this.#options.now() < this.#retryAt) return Promise.resolve(this.ready)
    this.#finding ??= this.#find().finally(() => (this.#finding = null))
    return this.#finding
  }

  async #find(): Promise<ChannelStreams | null> {
    const { paths, connection, now } = this.#options
    const opened = await paths.open(connection, { purpose: STREAMS_PURPOSE })
    if (opened.ok) return this.adopt(opened.value, { closesIdle: true })
    this.#retryAt = now() + (LATER_MS[opened.code] ?? 0)
    // The other end may have made one meanwhile.
    return this.ready
  }

  /** Serves streams on a path. `closesIdle`: this end has asked for it, and closes it when nothing is on it for a while. */
  adopt(path: FastStream, { closesIdle }: { closesIdle: boolean }): ChannelStreams {
    const { room, take } = this.#options
    const mux = path.mux()
    const idle = new IdleTimer(() => path.destroy())
    const streams: ChannelStreams = new ChannelStreams({ mux, room, take, onchange: () => onchange() })
    const onchange = () => {
      if (streams.size > 0) idle.stop()
      else if (!this.#live.includes(streams)) path.destroy()
      else if (closesIdle) idle.start()
    }
    this.#live.push(streams)
    this.#count++
    keepAlive(mux)
    const leave = () => {
      this.#retire(streams, FAST_PATH_UNREACHABLE_MS)
      onchange()
    }
    watchPath(mux.stream, { bytesPerS: MIN_KEPT_BYTES_PER_S, onslow: leave })
    // Before the mux hears of it and closes its channels, which then are no more.
    mux.stream.prependOnceListener('close', () => {
      this.#count--
      // What broke it under its streams is likely still there.
      this.#retire(streams, streams.size > 0 ? FAST_PATH_RETRY_MS : 0)
      idle.stop()
    })
    onchange()
    return streams
  }

  /** New streams go elsewhere, and no other path is asked for before `retryMs`. */
  #retire(streams: ChannelStreams, retryMs: number): void {
    const at = this.#live.indexOf(streams)
    if (at !== -1) this.#live.splice(at, 1)
    this.#retryAt = Math.max(this.#retryAt, this.#options.now() + retryMs)
  }
}

class IdleTimer {
  readonly #onidle: () => void
  #timer: NodeJS.Timeout | null = null

  constructor(onidle: () => void) {
    this.#onidle = onidle
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(this.#onidle, STREAM_PATH_IDLE_MS).unref()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function keepAlive({ stream }: Protomux): void {
  stream.setKeepAlive(FAST_PATH_KEEP_ALIVE_MS)
  stream.setTimeout(FAST_PATH_SILENCE_MS)
}
