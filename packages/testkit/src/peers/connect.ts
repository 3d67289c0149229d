import { CONNECT_TIMEOUT_MS } from '../constants.ts'
import { TestkitError } from '../errors.ts'
import { topicOf } from '../identity/identity.ts'
import type { Connection, TestPeer } from './peers.ts'
import { deferred } from '../wait/deferred.ts'

/** How two peers meet. */
export interface ConnectOptions {
  /** 32 bytes. Default: one that belongs to the two names. */
  topic?: Uint8Array
  /** Default 40,000 ms. */
  timeoutMs?: number
}

/** One connection, seen from both ends. */
export interface PeerLink {
  /** The end of the first peer. */
  readonly near: Connection
  /** The end of the second peer. */
  readonly far: Connection
  readonly topic: Uint8Array
}

/**
 * Joins a topic with both peers and awaits the connection at both ends. Peers that are connected stay so.
 *
 * The first peer announces and the second looks up only when that is done: two that join at once, cold, sometimes
 * never meet.
 *
 * @throws CONNECT_TIMEOUT
 */
export async function connect(
  near: TestPeer,
  far: TestPeer,
  options: ConnectOptions = {},
): Promise<PeerLink> {
  const { timeoutMs = CONNECT_TIMEOUT_MS, topic = topicOf([near.name, far.name].sort().join('+')) } = options
  const nearEnd = awaitConnection(near, far)
  const farEnd = awaitConnection(far, near)
  const { promise: late, reject } = deferred<never>()
  const timer = setTimeout(() => reject(tooLate(near, far, timeoutMs)), timeoutMs)
  try {
    return await Promise.race([meet(), late])
  } finally {
    clearTimeout(timer)
    nearEnd.cancel()
    farEnd.cancel()
  }

  async function meet(): Promise<PeerLink> {
    await near.swarm.join(topic, { server: true, client: false }).flushed()
    far.swarm.join(topic, { server: false, client: true })
    return { near: await nearEnd.connection, far: await farEnd.connection, topic }
  }
}

function tooLate(near: TestPeer, far: TestPeer, timeoutMs: number): TestkitError {
  const known = far.swarm.peers.size
  return new TestkitError(
    'CONNECT_TIMEOUT',
    `${near.name} and ${far.name} did not connect within ${timeoutMs} ms; ${far.name} knows ${known} peers, ` +
      `${near.name} has ${near.swarm.connections.size} connections, ${far.name} has ${far.swarm.connections.size}`,
  )
}

function awaitConnection(peer: TestPeer, other: TestPeer) {
  const { promise: connection, resolve } = deferred<Connection>()
  const onconnection = (found: Connection) => {
    if (Buffer.compare(other.keyPair.publicKey, found.remotePublicKey) === 0) resolve(found)
  }
  peer.swarm.on('connection', onconnection)
  for (const found of peer.swarm.connections) onconnection(found)
  return { connection, cancel: () => peer.swarm.off('connection', onconnection) }
}
