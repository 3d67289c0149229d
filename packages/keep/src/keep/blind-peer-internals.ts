/**
 * The private parts of blind-peer 3.8 that {@link openBlindPeer} depends on, in one place;
 * `test/keep/internals.test.ts` asserts that each exists. They are used because its public way in, the swarm's
 * 'connection' event, serves every client alike and cannot be refused by request.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Protomux from 'protomux'
import type { BlindRequest } from '../channel/blind-request.ts'

export interface BlindPeerInternals {
  /** Stores the cores' records, opens the cores and replicates them on the stream. */
  _onaddcores(stream: NoiseSecretStream, request: BlindRequest): Promise<null>
  /** Its records. `hasCore` knows what was written, which a request in progress may not be yet. */
  readonly db: { hasCore(key: Uint8Array): Promise<boolean> }
  /** Called for a wakeup topic without a session: opens one if the topic's core is kept here. */
  _onwakeup(discoveryKey: Uint8Array, mux: Protomux): Promise<void>
}

/** What it uses of a Hyperswarm. */
export interface BlindPeerSwarm {
  readonly keyPair: { publicKey: Uint8Array }
  on(event: string, listener: (...args: never[]) => void): unknown
  listen(): Promise<void>
  join(discoveryKey: Uint8Array, options: { server: boolean; client: boolean }): BlindPeerDiscovery
  leave(discoveryKey: Uint8Array): Promise<void>
}

export interface BlindPeerDiscovery {
  readonly isClient: boolean
  refresh(options: { server: boolean; client: boolean }): void
}
