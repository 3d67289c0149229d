/**
 * Who may connect. Decided by public key alone: the address of a handshake can be forged (hyperdht issues 294–296),
 * so a limit by address would let anybody lock out anybody.
 *
 * Three gates, the cheapest first:
 * 1. before any cryptography, a bound on handshake datagrams per second, whoever sends them, and those that name port 0,
 * 2. after the handshake message is decrypted and the sender's key is known: refused keys, the bounds on
 *    connections, and a rate for unknown devices, so that their flood leaves known devices alone,
 * 3. on the connection: see mux-guard.ts.
 */
import b4a from 'b4a'
import c, { type State } from 'compact-encoding'
import type HyperDHT from 'hyperdht'
import {
  CHANNEL_OPEN_RATE,
  HANDSHAKE_RATE,
  MAX_CHANNELS,
  MAX_CONNECTIONS,
  MAX_FRAME_BYTES_IN_FLIGHT,
  MAX_PENALTIES,
  MAX_UNKNOWN_CONNECTIONS,
  MAX_UNREAD_BYTES,
  PENALTY_MS,
  UNKNOWN_HANDSHAKE_RATE,
} from '../constants.ts'
import type { ConnectionLimits } from './mux-guard.ts'
import { type Rate, TokenBucket } from './token-bucket.ts'

/** What peers may cost. Every bound has a default that suits a person's device. */
export interface AdmissionLimits extends ConnectionLimits {
  /** Connections in all. */
  maxConnections: number
  /** Connections of devices for which {@link AdmissionOptions.isKnown} is false. */
  maxUnknownConnections: number
  /** Handshake datagrams that are looked at, of anybody. */
  handshakes: Rate
  /** Handshakes of unknown devices that may become connections. */
  unknownHandshakes: Rate
  /** Bytes of all connections' incomplete frames of 1 MiB and more. */
  maxFrameBytesInFlight: number
}

export const DEFAULT_LIMITS: AdmissionLimits = {
  maxConnections: MAX_CONNECTIONS,
  maxUnknownConnections: MAX_UNKNOWN_CONNECTIONS,
  handshakes: HANDSHAKE_RATE,
  unknownHandshakes: UNKNOWN_HANDSHAKE_RATE,
  maxChannels: MAX_CHANNELS,
  channelOpens: CHANNEL_OPEN_RATE,
  maxUnreadBytes: MAX_UNREAD_BYTES,
  maxFrameBytesInFlight: MAX_FRAME_BYTES_IN_FLIGHT,
}

export interface AdmissionOptions {
  limits: AdmissionLimits
  /** Whether a service vouches for the device: a member of a room, a grantee, one's own. */
  isKnown: (publicKey: Uint8Array) => boolean
  now: () => number
}

/** How full the house is; the connection table says. */
export interface Occupancy {
  connections: number
  unknown: number
  /** Closes an unknown connection that had its time. False when there is none. */
  evictUnknown: () => boolean
}

/** PEER_HANDSHAKE of hyperdht's protocol (lib/constants.js, COMMANDS). */
const PEER_HANDSHAKE = 0

interface DhtRequest {
  command: number
  value: Uint8Array | null
}

/**
 * Whether a handshake says that its sender is to be answered at port 0. hyperdht 6.34 makes a stream for it before it
 * fails to connect it, and never ends it: each costs memory until the process ends. In its `lib/messages.js` a handshake
 * is flags (1: with an address), mode, Noise message, and the address: 4 bytes and a little-endian port.
 */
function namesPortZero(value: Uint8Array | null): boolean {
  if (value === null) return false
  const state: State = { start: 0, end: value.byteLength, buffer: b4a.from(value) }
  try {
    const flags = c.uint.decode(state)
    c.uint.decode(state)
    c.buffer.decode(state)
    return (flags & 1) === 1 && c.ipv4Address.decode(state).port === 0
  } catch {
    // hyperdht ignores what does not decode.
    return false
  }
}

export class Admission {
  readonly limits: AdmissionLimits
  readonly isKnown: (publicKey: Uint8Array) => boolean
  readonly #now: () => number
  readonly #handshakes: TokenBucket
  readonly #unknown: TokenBucket
  readonly #refusedUntil = new Map<string, number>()
  /** Handshakes refused so far, for the status. */
  refusals = 0

  constructor({ limits, isKnown, now }: AdmissionOptions) {
    this.limits = limits
    this.isKnown = isKnown
    this.#now = now
    this.#handshakes = new TokenBucket(limits.handshakes, now)
    this.#unknown = new TokenBucket(limits.unknownHandshakes, now)
  }

  /**
   * Gate 1. dht-rpc hands each request to `onrequest`, which hyperdht overrides; a node that hosts no swarm only
   * relays handshakes for others and is left alone. Pinned by test/network/admission.test.ts.
   */
  guardHandshakes(dht: HyperDHT): void {
    const node = dht as unknown as { onrequest: (request: DhtRequest) => boolean }
    const original = node.onrequest.bind(dht)
    node.onrequest = (request) => {
      if (request.command !== PEER_HANDSHAKE) return original(request)
      if (!namesPortZero(request.value) && this.#handshakes.take()) return original(request)
      this.refusals++
      // Answered for, so that no error reply goes to what may be a forged address.
      return true
    }
  }

  /** Gate 2, for a handshake that came in. */
  admits(key: string, publicKey: Uint8Array, occupancy: Occupancy): boolean {
    const admitted = this.#admits(key, publicKey, occupancy)
    if (!admitted) this.refusals++
    return admitted
  }

  /** Whether this device is to be dialled. */
  dials(key: string, { connections }: Occupancy): boolean {
    return !this.isRefused(key) && connections < this.limits.maxConnections
  }

  /** Keeps a device out for a minute. */
  penalise(key: string): void {
    const oldest = this.#refusedUntil.keys().next()
    if (this.#refusedUntil.size >= MAX_PENALTIES && oldest.done !== true)
      this.#refusedUntil.delete(oldest.value)
    this.#refusedUntil.set(key, this.#now() + PENALTY_MS)
  }

  isRefused(key: string): boolean {
    const until = this.#refusedUntil.get(key)
    if (until === undefined) return false
    if (until > this.#now()) return true
    this.#refusedUntil.delete(key)
    return false
  }

  #admits(key: string, publicKey: Uint8Array, occupancy: Occupancy): boolean {
    if (this.isRefused(key)) return false
    if (this.isKnown(publicKey))
      return occupancy.connections < this.limits.maxConnections || occupancy.evictUnknown()
    if (!this.#unknown.take()) return false
    const full =
      occupancy.unknown >= this.limits.maxUnknownConnections ||
      occupancy.connections >= this.limits.maxConnections
    return !full || occupancy.evictUnknown()
  }
}
