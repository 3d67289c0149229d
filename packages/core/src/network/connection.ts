/// <reference types="@comice/holepunch-types" preserve="true" />
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Protomux from 'protomux'
import type { Segment, SegmentKind } from './segment.ts'

/** The one connection to a device: encrypted, authenticated by its device key, shared by all services. */
export interface PeerConnection {
  /** The device key of the other end, proven by the Noise handshake. */
  readonly remotePublicKey: Uint8Array
  readonly stream: NoiseSecretStream
  /** Carries replication and every channel of the services. */
  readonly mux: Protomux
  readonly segment: SegmentKind
  /** Unix time in ms. */
  readonly openedAt: number
  /** True at the end that dialled. */
  readonly initiator: boolean
  /** Ends the connection after what was written to it is sent. The network may connect to this device again. */
  close(): Promise<void>
}

/** Why a connection ended, as this end knows it. */
export type DisconnectReason =
  /** The other end, or the network between, ended it. */
  | 'remote'
  /** {@link PeerConnection.close} or the network's close. */
  | 'closed'
  /** A connection to the same device over a better segment took its place; its 'connection' event follows. */
  | 'superseded'
  /** It went beyond what a peer may cost. */
  | 'refused'
  /** Made room for another unknown device. */
  | 'evicted'

/** What the connection table keeps about a connection. Services see {@link PeerConnection}. */
export interface SwarmConnection extends PeerConnection {
  readonly key: string
  readonly via: Segment
  reason: DisconnectReason
  /** Bytes read at the last look, and when that changed: a connection with keep-alives is never long without. */
  seen: { bytes: number; at: number }
}
