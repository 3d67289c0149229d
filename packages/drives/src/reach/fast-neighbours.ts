/**
 * Peers that share a drive may move what they send to TCP, where they are on one machine or link. Whoever is here has
 * proven that it knows the drive's key: hypercore compares a hash over the key and the connection's handshake before it
 * counts a peer. So whoever was given the drive may have it by the faster way, and nobody else.
 */
import type { Network, PeerConnection } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type Hypercore from 'hypercore'

/** Until it is disposed, for peers of the core that are there and that come. */
export function allowFastPaths(network: Network, core: Hypercore): Disposable {
  const allowed = new Map<PeerConnection, () => void>()
  const allow = ({ remotePublicKey }: Hypercore.Peer) => {
    const connection = network.connections.get(encodeKey(remotePublicKey))
    if (connection === undefined || allowed.has(connection)) return
    allowed.set(connection, network.fastPaths.allow(connection))
    connection.stream.once('close', () => allowed.delete(connection))
  }
  for (const peer of core.peers) allow(peer)
  core.on('peer-add', allow)
  return {
    [Symbol.dispose]() {
      core.off('peer-add', allow)
      for (const forbid of allowed.values()) forbid()
      allowed.clear()
    },
  }
}
