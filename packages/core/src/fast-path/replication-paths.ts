/**
 * Runs a store's replication over a connection, and moves it to TCP when there is much to move and a path for it.
 *
 * The end that receives much asks. On the path both ends attach their cores, and tell each other so by an empty channel,
 * `comice/replication/1`; cores that are in the middle of something have two ways for that moment. Then each closes its
 * cores' channels on UDX: what was asked for there and not answered, hypercore asks for again on the path.
 *
 * When the path ends, for whatever reason, or does less than half of what UDX did, the end that notices opens the same
 * channel on UDX before its cores, so that the other one is back too when it sees them: a core that is only stored
 * there would be refused, and never asked for again.
 */
import { decodeBounded } from '@comice/protocol'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import type Protomux from 'protomux'
import {
  FAST_PATH_KEEP_ALIVE_MS,
  FAST_PATH_OFFER_MS,
  FAST_PATH_RETRY_MAX_MS,
  FAST_PATH_RETRY_MS,
  FAST_PATH_SILENCE_MS,
  MAX_KEPT_BYTES_PER_S,
  MAX_UINT_BYTES,
  MIN_KEPT_BYTES_PER_S,
  REPLICATION_PURPOSE,
} from '../constants.ts'
import type { PeerConnection } from '../network/connection.ts'
import type { Network } from '../network/network.ts'
import type { Logger } from '../peer/logger.ts'
import { watchBulk } from './bulk-meter.ts'
import type { FastStream } from './fast-path.ts'
import { watchPath } from './path-watch.ts'
import { replicateOn } from './store-session.ts'

const PROTOCOL = 'comice/replication/1'

export interface ReplicationPathsOptions {
  readonly network: Network
  readonly store: Corestore
  readonly logger: Logger
}

/** Of one connection. */
interface Replication {
  isAsking: boolean
  /** When the other end was last told that its ask is accepted; its path comes within FAST_PATH_OFFER_MS, or not. */
  acceptedAt: number
  /** The path that it is on, or moves to. */
  path: FastStream | null
  movedAt: number
  /** Ends replication over UDX; null when it has ended. */
  leaveUdx: (() => void) | null
  /** A path was lost before this end left UDX; the other end may have left it. */
  isHalfMoved: boolean
  failures: number
  /** On the clock of `performance.now`. */
  retryAt: number
}

export class ReplicationPaths {
  readonly #options: ReplicationPathsOptions
  readonly #replications = new Map<PeerConnection, Replication>()

  constructor(options: ReplicationPathsOptions) {
    this.#options = options
    options.network.fastPaths.serve(REPLICATION_PURPOSE, {
      accepts: (connection, data) => decodeRate(data) !== null && this.#accepts(connection),
      onstream: (path) => this.#move(path),
    })
  }

  /** Begins to replicate over UDX. */
  attach(connection: PeerConnection): void {
    const { store, network } = this.#options
    const leaveUdx = replicateOn(store, connection.mux)
    const replication: Replication = {
      isAsking: false,
      acceptedAt: Number.NEGATIVE_INFINITY,
      path: null,
      movedAt: 0,
      leaveUdx,
      isHalfMoved: false,
      failures: 0,
      retryAt: 0,
    }
    this.#replications.set(connection, replication)
    connection.stream.once('close', () => this.#replications.delete(connection))
    if (!network.fastPaths.enabled) return
    watchBulk(connection, (bytesPerS) => void this.#lookForPath(connection, bytesPerS))
    connection.mux.pair({ protocol: PROTOCOL }, () => {
      this.#return(connection, replication)
      openChannel(connection.mux)
      this.#meetAgain(connection, replication)
    })
  }

  /** When both ends ask at once, the ask of the one that dialled counts. */
  #accepts(connection: PeerConnection): boolean {
    const replication = this.#replications.get(connection)
    if (replication === undefined || replication.path !== null) return false
    if (replication.isAsking && connection.initiator) return false
    replication.acceptedAt = performance.now()
    return true
  }

  async #lookForPath(connection: PeerConnection, bytesPerS: number): Promise<void> {
    const replication = this.#replications.get(connection)
    if (replication === undefined || replication.isAsking || replication.path !== null) return
    // Two paths at once are none: each end would keep the one that it has first, and end the other.
    const isOffered = performance.now() - replication.acceptedAt < FAST_PATH_OFFER_MS
    if (isOffered || performance.now() < replication.retryAt) return
    replication.isAsking = true
    const opened = await this.#options.network.fastPaths.open(connection, {
      purpose: REPLICATION_PURPOSE,
      data: encodeRate(bytesPerS),
    })
    replication.isAsking = false
    if (opened.ok) return this.#move(opened.value)
    this.#options.logger.debug({ reason: opened.code }, 'no fast path')
    postpone(replication)
  }

  #move(path: FastStream): void {
    const { connection } = path
    const replication = this.#replications.get(connection)
    if (replication === undefined || replication.path !== null) return path.destroy()
    replication.path = path
    replication.movedAt = performance.now()
    const mux = path.mux()
    mux.stream.setKeepAlive(FAST_PATH_KEEP_ALIVE_MS)
    mux.stream.setTimeout(FAST_PATH_SILENCE_MS)
    watchPath(mux.stream, { bytesPerS: rateToKeep(path), onslow: () => path.destroy() })
    mux.stream.once('close', () => {
      if (replication.path === path) this.#return(connection, replication)
    })
    replicateOn(this.#options.store, mux)
    void this.#leaveWhenMoved(mux, replication)
  }

  async #leaveWhenMoved(mux: Protomux, replication: Replication): Promise<void> {
    // Corestore opens the cores' channels when the stream has opened, which it has: a turn from now, before ours.
    const attached = nextTurn()
    const onmoved = () => {
      if (replication.leaveUdx === null) return
      replication.leaveUdx()
      replication.leaveUdx = null
      this.#options.logger.debug({ quality: replication.path?.quality }, 'replication runs over a fast path')
    }
    mux.pair({ protocol: PROTOCOL }, () => attached.then(() => openChannel(mux, onmoved)))
    await attached
    openChannel(mux, onmoved)
  }

  /** Also when the other end says that it is back. */
  #return(connection: PeerConnection, replication: Replication): void {
    const { path, movedAt } = replication
    if (path === null) return
    replication.path = null
    path.destroy()
    if (performance.now() - movedAt > FAST_PATH_RETRY_MS) replication.failures = 0
    postpone(replication)
    replication.isHalfMoved = replication.leaveUdx !== null
    if (replication.isHalfMoved || connection.stream.destroying) return
    openChannel(connection.mux)
    replication.leaveUdx = replicateOn(this.#options.store, connection.mux)
    this.#options.logger.debug({}, 'replication is back on the connection')
  }

  /** The other end had left UDX and this one had not: its cores still count as attached, and have lost their channels. */
  #meetAgain({ mux }: PeerConnection, replication: Replication): void {
    if (!replication.isHalfMoved) return
    replication.isHalfMoved = false
    replication.leaveUdx?.()
    replication.leaveUdx = replicateOn(this.#options.store, mux)
  }
}

/** The empty channel, from this end, unless it is open; it closes again when both ends have opened it. */
function openChannel(mux: Protomux, onopen: () => void = () => undefined): void {
  const channel = mux.createChannel({
    protocol: PROTOCOL,
    onopen: () => {
      setImmediate(() => channel?.close())
      onopen()
    },
  })
  channel?.open()
}

/** What UDX brought when the end that asks did so: `uint`, kB/s. */
function encodeRate(bytesPerS: number): Uint8Array {
  return c.encode(c.uint, Math.round(bytesPerS / 1000))
}

function decodeRate(data: Uint8Array): number | null {
  const decoded = decodeBounded(c.uint, data, { maxBytes: MAX_UINT_BYTES })
  return decoded.ok ? decoded.value * 1000 : null
}

function rateToKeep({ data }: FastStream): number {
  const half = (decodeRate(data) ?? 0) / 2
  return Math.min(MAX_KEPT_BYTES_PER_S, Math.max(MIN_KEPT_BYTES_PER_S, half))
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function postpone(replication: Replication): void {
  const waitMs = Math.min(FAST_PATH_RETRY_MAX_MS, FAST_PATH_RETRY_MS * 2 ** replication.failures)
  replication.failures++
  replication.retryAt = performance.now() + waitMs
}
