/**
 * TCP beside UDX, between the two ends of a connection that are on one machine or link and know each other.
 *
 * Kernel TCP moves bytes three times as fast as UDX for less than half of the CPU, and a tenth of it where packets are lost
 * far away; so there is a path only between neighbours, only when one is asked for, and only when a probe on it was good.
 * The connection over UDX stays, carries the asks, and is what every path is bound to.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { failure, type Result } from '@comice/protocol'
import type { KeyPair } from 'hypercore-crypto'
import type Protomux from 'protomux'
import { MAX_FAST_LISTENERS, MAX_FAST_STREAMS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { PeerConnection } from '../network/connection.ts'
import { assertStreamHead } from '../streams/stream-head.ts'
import type { BoundStream } from './bound-stream.ts'
import { createByteDuplex } from './byte-duplex.ts'
import type { FastPathFailure, FastPathOptions, FastPaths, FastPathServer, FastStream } from './fast-path.ts'
import type { RefusalReason } from './fast-path-encoding.ts'
import { pathAddresses } from './path-address.ts'
import { PathChannel, type PathRequest } from './path-channel.ts'

export interface FastPathsOptions {
  readonly enabled: boolean
  /** This end of every connection of the network. */
  readonly keyPair: KeyPair
  /** Whether a service vouches for the device. */
  readonly isKnown: (publicKey: Uint8Array) => boolean
  readonly now: () => number
  /** Bounds what the frames of a stream may take before they are whole. */
  readonly guardFrames: (stream: NoiseSecretStream) => void
  /** Makes a mux with the bounds of the connection. */
  readonly guardMux: (connection: PeerConnection, stream: NoiseSecretStream) => Protomux
}

/** The paths of one network, which tells of each connection by {@link NetworkPaths.attach}. */
export class NetworkPaths implements FastPaths {
  readonly #options: FastPathsOptions
  readonly #servers = new Map<string, FastPathServer>()
  readonly #channels = new Map<PeerConnection, PathChannel>()
  readonly #streams = new Map<PeerConnection, Set<FastStream>>()
  /** Also of connections that never have a channel for paths, so nothing of ours tells when they are over. */
  readonly #allowed = new WeakMap<PeerConnection, number>()
  /** Connections that have a listener open at the moment: one each. */
  readonly #listening = new Set<PeerConnection>()
  readonly #asking = new Map<PeerConnection, number>()

  constructor(options: FastPathsOptions) {
    this.#options = options
  }

  get enabled(): boolean {
    return this.#options.enabled
  }

  /** Called for each connection before anything else runs on it. */
  attach(connection: PeerConnection): void {
    if (!this.#options.enabled || pathAddresses(connection) === null) return
    const { keyPair, now, guardFrames } = this.#options
    const channel = new PathChannel({
      connection,
      keyPair,
      now,
      addresses: () => pathAddresses(connection),
      guard: guardFrames,
      admit: (request) => this.#admit(connection, request),
      onstream: (request, bound) => this.#onasked(connection, { request, bound }),
    })
    this.#channels.set(connection, channel)
    connection.stream.once('close', () => this.#detach(connection))
  }

  allow(connection: PeerConnection): () => void {
    const count = (by: number) => {
      const next = (this.#allowed.get(connection) ?? 0) + by
      if (next > 0 && !connection.stream.destroyed) this.#allowed.set(connection, next)
      else this.#allowed.delete(connection)
    }
    let held = true
    count(1)
    return () => {
      if (held) count(-1)
      held = false
    }
  }

  serve(purpose: string, server: FastPathServer): () => void {
    if (this.#servers.has(purpose)) throw CoreErrors.PURPOSE_TAKEN({ purpose })
    this.#servers.set(purpose, server)
    return () => this.#servers.delete(purpose)
  }

  async open(
    connection: PeerConnection,
    { purpose, data = new Uint8Array() }: FastPathOptions,
  ): Promise<Result<FastStream, FastPathFailure>> {
    assertStreamHead({ purpose, data })
    const channel = this.#channels.get(connection)
    const reason = channel === undefined ? this.#whyNone(connection) : this.#whyNot(connection)
    if (channel === undefined || reason !== null) return failure(reason ?? 'DISCONNECTED')
    this.#count(connection, 1)
    try {
      const bound = await channel.ask({ purpose, data })
      if (!bound.ok) return bound
      return { ok: true, value: this.#adopt(connection, { request: { purpose, data }, bound: bound.value }) }
    } finally {
      this.#count(connection, -1)
    }
  }

  has(connection: PeerConnection, purpose: string): boolean {
    return [...(this.#streams.get(connection) ?? [])].some((stream) => stream.purpose === purpose)
  }

  #detach(connection: PeerConnection): void {
    this.#channels.get(connection)?.close()
    this.#channels.delete(connection)
    this.#allowed.delete(connection)
    for (const stream of this.#streams.get(connection) ?? []) stream.destroy()
  }

  /** Gate of an ask that came in. */
  #admit(connection: PeerConnection, { purpose, data }: PathRequest): RefusalReason | Disposable {
    const server = this.#servers.get(purpose)
    if (!this.#isAllowed(connection)) return 'NOT_ALLOWED'
    if (server === undefined) return 'UNSUPPORTED'
    if (this.#listening.has(connection) || this.#listening.size >= MAX_FAST_LISTENERS) return 'BUSY'
    if (this.#openStreams(connection) >= MAX_FAST_STREAMS) return 'BUSY'
    if (server.accepts?.(connection, data) === false) return 'REFUSED'
    this.#listening.add(connection)
    return { [Symbol.dispose]: () => void this.#listening.delete(connection) }
  }

  #onasked(connection: PeerConnection, made: { request: PathRequest; bound: BoundStream }): void {
    const server = this.#servers.get(made.request.purpose)
    // It was withdrawn while the path was made.
    if (server === undefined) made.bound.stream.destroy()
    else server.onstream(this.#adopt(connection, made))
  }

  #adopt(
    connection: PeerConnection,
    { request, bound }: { request: PathRequest; bound: BoundStream },
  ): FastStream {
    const { stream, quality } = bound
    const fast: FastStream = {
      connection,
      ...request,
      quality,
      bytes: () => createByteDuplex(stream),
      mux: () => this.#options.guardMux(connection, stream),
      closed: new Promise((resolve) => stream.once('close', resolve)),
      destroy: () => stream.destroy(),
    }
    const streams = this.#streams.get(connection) ?? new Set()
    this.#streams.set(connection, streams.add(fast))
    stream.once('close', () => {
      streams.delete(fast)
      if (streams.size === 0) this.#streams.delete(connection)
    })
    if (connection.stream.destroying) stream.destroy()
    return fast
  }

  #whyNone(connection: PeerConnection): FastPathFailure {
    if (!this.#options.enabled) return 'OFF'
    return connection.stream.destroying ? 'DISCONNECTED' : 'NOT_LOCAL'
  }

  #whyNot(connection: PeerConnection): FastPathFailure | null {
    if (!this.#isAllowed(connection)) return 'NOT_ALLOWED'
    const used = this.#openStreams(connection) + (this.#asking.get(connection) ?? 0)
    return used >= MAX_FAST_STREAMS ? 'BUSY' : null
  }

  #isAllowed(connection: PeerConnection): boolean {
    return this.#allowed.has(connection) || this.#options.isKnown(connection.remotePublicKey)
  }

  #openStreams(connection: PeerConnection): number {
    return this.#streams.get(connection)?.size ?? 0
  }

  #count(connection: PeerConnection, by: number): void {
    const next = (this.#asking.get(connection) ?? 0) + by
    if (next > 0) this.#asking.set(connection, next)
    else this.#asking.delete(connection)
  }
}
