import type { Peer, PeerConnection } from '@comice/core'
import { encodeKey } from '@comice/protocol'

/** Capability of a grant that lets a device or identity store here. */
export const KEEP_CAPABILITY = 'keep'

/** Who may store besides those with a grant: device keys, or `anyone` for a public seeder. */
export type AllowedClients = 'anyone' | Iterable<Uint8Array>

/** Says whether a client may store. Deny by default. One that may by a grant loses its connection with the grant. */
export function createClientList(peer: Peer, allow: AllowedClients): (connection: PeerConnection) => boolean {
  if (allow === 'anyone') return () => true
  const keys = new Set([...allow].map(encodeKey))
  const permission = { capability: KEEP_CAPABILITY }
  const granted = new WeakSet<PeerConnection>()

  return (connection) => {
    if (keys.has(encodeKey(connection.remotePublicKey))) return true
    if (peer.grants.check(connection, permission) === null) return false
    if (granted.has(connection)) return true
    const session = peer.grants.session(connection, permission, () => void connection.close())
    connection.stream.once('close', () => session[Symbol.dispose]())
    granted.add(connection)
    return true
  }
}
