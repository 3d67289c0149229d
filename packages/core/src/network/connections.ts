/**
 * The connections of a process: one for each remote device, however many segments lead to it.
 *
 * Both ends must keep the same one of two. They do, because each compares only what both know: the rank of the
 * segment, then the hash of the handshake. The end of the worse one is never followed by a redial, because a segment
 * does not dial, or let in, a device that is connected over a segment as good or better.
 */
import { encodeKey } from '@comice/protocol'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import {
  CONNECTION_FLUSH_MS,
  CONNECTION_FRESH_MS,
  CONNECTION_PROOF_MS,
  CONNECTION_SWEEP_MS,
  CONNECTION_TIMEOUT_MS,
  UNKNOWN_TENURE_MS,
} from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { Logger } from '../peer/logger.ts'
import type { Admission, Occupancy } from './admission.ts'
import type { DisconnectReason, SwarmConnection } from './connection.ts'
import { within } from './deadline.ts'
import { FrameBudget } from './frame-budget.ts'
import { guardMux } from './mux-guard.ts'
import { guardReplication } from './replication-guard.ts'
import type { Segment } from './segment.ts'

export interface ConnectionTableOptions {
  admission: Admission
  logger: Logger
  now: () => number
  onopen: (connection: SwarmConnection) => void
  onclose: (connection: SwarmConnection, reason: DisconnectReason) => void
}

export class ConnectionTable implements Occupancy {
  readonly byKey = new Map<string, SwarmConnection>()
  readonly #options: ConnectionTableOptions
  readonly #frames: FrameBudget
  readonly #sweep: NodeJS.Timeout
  /** Streams whose other end holds its key. */
  readonly #proven = new WeakSet<NoiseSecretStream>()

  constructor(options: ConnectionTableOptions) {
    this.#options = options
    this.#frames = new FrameBudget(options.admission.limits.maxFrameBytesInFlight)
    this.#sweep = setInterval(() => this.#look(), CONNECTION_SWEEP_MS)
    this.#sweep.unref()
  }

  get connections(): number {
    return this.byKey.size
  }

  get unknown(): number {
    let count = 0
    for (const connection of this.byKey.values()) if (!this.#isKnown(connection)) count++
    return count
  }

  /** Closes the unknown connection that has been there longest, if it had its time. */
  evictUnknown(): boolean {
    const latest = this.#options.now() - UNKNOWN_TENURE_MS
    for (const connection of this.byKey.values()) {
      if (this.#isKnown(connection) || connection.openedAt > latest || connection.reason !== 'remote')
        continue
      end(connection, 'evicted')
      return true
    }
    return false
  }

  /** The firewall of all segments. */
  refuses(segment: Segment, publicKey: Uint8Array, incoming: boolean): boolean {
    const key = encodeKey(publicKey)
    const existing = this.byKey.get(key)
    if (existing !== undefined && existing.via !== segment && this.#isFresh(existing)) {
      if (existing.via.rank <= segment.rank) {
        // Should the existing one be dead after all, this finds out.
        if (incoming) existing.stream.sendKeepAlive()
        return true
      }
    }
    const { admission } = this.#options
    // A device that reconnects takes the place of its own connection.
    const occupancy = existing === undefined ? this : { connections: 0, unknown: 0, evictUnknown: () => true }
    return incoming ? !admission.admits(key, publicKey, occupancy) : !admission.dials(key, occupancy)
  }

  /** Takes a connection that a swarm made, or ends it in favour of a better one. */
  add(segment: Segment, stream: NoiseSecretStream): void {
    stream.on('error', (error: Error) =>
      this.#options.logger.debug({ error: error.message }, 'connection failed'),
    )
    stream.setTimeout(CONNECTION_TIMEOUT_MS)
    this.#place(segment, stream)
  }

  #place(segment: Segment, stream: NoiseSecretStream): void {
    const existing = this.byKey.get(encodeKey(stream.remotePublicKey))
    if (existing === undefined || existing.stream.destroyed) return this.#open(segment, stream)
    const dying = existing.stream.destroying
    if (!dying && existing.via !== segment && isBetter(existing, { via: segment, stream })) {
      stream.destroy(CoreErrors.CONNECTION_SUPERSEDED({}))
      return
    }
    void this.#replace(existing, segment, stream)
  }

  /** Ends all connections, giving what was written {@link CONNECTION_FLUSH_MS} to arrive. */
  async close(): Promise<void> {
    clearInterval(this.#sweep)
    await Promise.all([...this.byKey.values()].map((connection) => connection.close()))
  }

  async #replace(existing: SwarmConnection, segment: Segment, stream: NoiseSecretStream): Promise<void> {
    // The other end may end the existing one first; it is the same event.
    if (existing.reason === 'remote') existing.reason = 'superseded'
    if (!(await this.#isProven(stream))) {
      existing.reason = 'remote'
      return stream.destroy()
    }
    const current = this.byKey.get(existing.key)
    if (current === existing) {
      // Services end what they run on the old connection before they see the new one.
      const closed = new Promise((resolve) => existing.stream.once('close', resolve))
      end(existing, 'superseded')
      await closed
    }
    if (!stream.destroying) this.#place(segment, stream)
  }

  async #isProven(stream: NoiseSecretStream): Promise<boolean> {
    if (!this.#proven.has(stream) && (await hasProof(stream))) this.#proven.add(stream)
    return this.#proven.has(stream) && !stream.destroying
  }

  /**
   * The mux on `stream`, the connection's own or a further path of it, with the bounds of admission. Beyond one the
   * device loses both. Call it in the turn in which something may first make a mux there.
   */
  guard(connection: SwarmConnection, stream: NoiseSecretStream): Protomux {
    const { admission, now } = this.#options
    const mux = Protomux.from(stream)
    const refuse = guardMux(mux, {
      limits: admission.limits,
      now,
      onrefused: (error, cause) => this.#refuse(connection, error, cause),
    })
    guardReplication(mux, refuse)
    return mux
  }

  /** Counts the big frames that arrive on it against the budget of all streams; `refuse` ends it. */
  watchFrames(stream: NoiseSecretStream, refuse: () => void): void {
    this.#frames.watch(stream, refuse)
  }

  #refuse(connection: SwarmConnection, error: Error, cause: unknown): void {
    const { admission, logger } = this.#options
    connection.reason = 'refused'
    admission.penalise(connection.key)
    logger.warn({ peer: connection.key, error: error.message, stack: stackOf(cause) }, 'connection refused')
    connection.stream.destroy(error)
  }

  #open(segment: Segment, stream: NoiseSecretStream): void {
    const { logger, now, onopen } = this.#options
    const key = encodeKey(stream.remotePublicKey)
    const connection = createConnection({
      key,
      via: segment,
      stream,
      mux: Protomux.from(stream),
      openedAt: now(),
    })
    this.guard(connection, stream)
    this.#frames.watch(stream, () => {
      const reason = 'it began a big frame and does not end it'
      this.#refuse(connection, CoreErrors.CONNECTION_REFUSED({ reason }), undefined)
    })
    this.byKey.set(key, connection)
    stream.once('close', () => this.#onclose(connection))
    logger.debug({ peer: key, segment: segment.name }, 'connected')
    onopen(connection)
  }

  #onclose(connection: SwarmConnection): void {
    if (this.byKey.get(connection.key) !== connection) return
    this.byKey.delete(connection.key)
    this.#options.logger.debug({ peer: connection.key, reason: connection.reason }, 'disconnected')
    this.#options.onclose(connection, connection.reason)
  }

  #isKnown(connection: SwarmConnection): boolean {
    return this.#options.admission.isKnown(connection.remotePublicKey)
  }

  #isFresh(connection: SwarmConnection): boolean {
    const { stream, seen } = connection
    if (stream.destroying) return false
    return stream.rawBytesRead !== seen.bytes || this.#options.now() - seen.at < CONNECTION_FRESH_MS
  }

  #look(): void {
    for (const { stream, seen } of this.byKey.values()) {
      if (stream.rawBytesRead === seen.bytes) continue
      seen.bytes = stream.rawBytesRead
      seen.at = this.#options.now()
    }
  }
}

interface ConnectionParts {
  key: string
  via: Segment
  stream: NoiseSecretStream
  mux: Protomux
  openedAt: number
}

function createConnection({ key, via, stream, mux, openedAt }: ConnectionParts): SwarmConnection {
  const connection: SwarmConnection = {
    key,
    via,
    stream,
    mux,
    openedAt,
    remotePublicKey: stream.remotePublicKey,
    segment: via.kind,
    initiator: stream.isInitiator,
    reason: 'remote',
    seen: { bytes: 0, at: openedAt },
    close: async () => {
      if (connection.reason === 'remote') connection.reason = 'closed'
      await within(stream.flush(), CONNECTION_FLUSH_MS)
      stream.destroy()
    },
  }
  return connection
}

function end(connection: SwarmConnection, reason: DisconnectReason): void {
  connection.reason = reason
  connection.stream.destroy(reason === 'superseded' ? CoreErrors.CONNECTION_SUPERSEDED({}) : undefined)
}

/** Of what was thrown in the first place. */
function stackOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  return cause.cause instanceof Error ? cause.cause.stack : cause.stack
}

type Candidate = Pick<SwarmConnection, 'via' | 'stream'>

/** The same answer at both ends. */
function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.via.rank !== b.via.rank) return a.via.rank < b.via.rank
  return Buffer.compare(hashOf(a), hashOf(b)) < 0
}

function hashOf({ stream }: Candidate): Uint8Array {
  return stream.handshakeHash ?? new Uint8Array()
}

/**
 * Whether the other end really holds its key. The dialling end knows when the stream opens; the other one has seen
 * only a handshake message, which anybody who saw it before can send again, until encrypted bytes arrive.
 */
async function hasProof(stream: NoiseSecretStream): Promise<boolean> {
  if (stream.isInitiator) return !stream.destroying
  const rawStream = stream.rawStream as NodeJS.EventEmitter | null
  if (rawStream === null) return false
  const arrived = new Promise<void>((resolve, reject) => {
    // After the turn in which the stream has looked at the bytes itself, and was destroyed if they are wrong.
    rawStream.once('data', () => setImmediate(resolve))
    stream.once('close', reject)
  })
  return (await within(arrived, CONNECTION_PROOF_MS)) && !stream.destroying
}
