/**
 * Between which addresses a TCP connection may be made for a connection over UDX: only the remote address that this
 * connection has, and only when it is this machine or a neighbour on one of its links.
 */
import { isLoopback, isPrivate, isSameSubnet } from '../network/address.ts'
import type { PeerConnection } from '../network/connection.ts'
import { lanInterfaces } from '../network/interfaces.ts'

export interface PathAddresses {
  /** Of this machine, on the link that leads to the other one. */
  readonly local: string
  readonly remote: string
}

/** Of udx-native's streams; other transports have neither. */
interface UdxEnds {
  readonly remoteHost: string | null
  readonly localHost: string | null
}

/** Null when the other end is not on this machine or link, or is not reached over UDX. */
export function pathAddresses({ stream }: PeerConnection): PathAddresses | null {
  const raw = stream.rawStream as Partial<UdxEnds> | null
  const remote = raw?.remoteHost ?? null
  if (remote === null) return null
  if (isLoopback(remote)) return { local: '127.0.0.1', remote }
  if (!isPrivate(remote)) return null
  const neighbours = lanInterfaces().filter(({ address, netmask }) => isSameSubnet(address, remote, netmask))
  // A segment of a link is bound to its address, which tells two addresses on one link apart.
  const own = neighbours.find(({ address }) => address === raw?.localHost) ?? neighbours[0]
  return own === undefined ? null : { local: own.address, remote }
}
