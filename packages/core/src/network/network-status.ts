/** What a network says of itself. */
import type { SegmentKind, SegmentStatus } from './segment.ts'

/** `online`: a DHT beyond this network answers. `local`: peers on this machine or network. `offline`: neither. */
export type NetworkState = 'online' | 'local' | 'offline'

export interface ConnectionStatus {
  /** The device, z32. */
  key: string
  segment: SegmentKind
  /** Unix time in ms. */
  openedAt: number
  initiator: boolean
  /** Its bytes pass through a relay, encrypted for the other end: no hole could be punched. */
  isRelayed: boolean
  /** What replication runs over: `tcp` is a fast path. */
  path: 'udx' | 'tcp'
}

export interface NetworkStatus {
  state: NetworkState
  /** Addresses, `host:port`, by which another process on this machine can enter the same DHT. */
  bootstrap: string[]
  segments: SegmentStatus[]
  connections: ConnectionStatus[]
  /** Troubles that keep a segment away, by its name. */
  troubles: { segment: string; error: Error }[]
  /** Handshakes refused since the start. */
  refusals: number
}
