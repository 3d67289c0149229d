/** What a network, and a sibling of one, can be told. */
import type HyperDHT from 'hyperdht'
import type { KeyPair } from 'hypercore-crypto'
import type { HostPort } from './address.ts'
import type { AdmissionLimits } from './admission.ts'

/** DHT nodes that worked before, kept where the caller likes. */
export interface KnownNodes {
  load(): Promise<HostPort[]>
  save(nodes: HostPort[]): Promise<void>
}

export interface NetworkOptions {
  /** Only this DHT: no local one, no mDNS, not the public one. All loopback: everything is bound to 127.0.0.1. */
  bootstrap?: readonly HostPort[]
  /** Join the public DHT whenever it can be reached. Default true. */
  public?: boolean
  /** The public DHT's bootstrap nodes. Default: hyperdht's. */
  publicBootstrap?: readonly HostPort[]
  /** Meet peers on this machine and on this network without the internet. Default true. */
  local?: boolean
  /** UDP port of the machine's DHT, and with the next one its beacon. Default 29737. */
  localPort?: number
  /** Find neighbours by mDNS. Default true. */
  mdns?: boolean
  /** Use this node and nothing else; the network owns it from now on. For tests. */
  dht?: HyperDHT
  limits?: Partial<AdmissionLimits>
  /** Whether a service vouches for a device; such devices are let in before unknown ones. Default: none is known. */
  isKnown?: (publicKey: Uint8Array) => boolean
  knownNodes?: KnownNodes
  /** Move bulk to TCP between devices that know each other, on this machine or network. Default true. */
  fastPaths?: boolean
  /** Keys of relays, for connections to whom no hole can be punched. They see who speaks to whom and how much, and not what. Default: none. */
  relays?: readonly Uint8Array[]
}

export interface SiblingOptions {
  /** This end of every connection of the sibling; not the device's, nor another sibling's. */
  keyPair: KeyPair
  /** Bounds of its own, apart from those of the network. */
  limits?: Partial<AdmissionLimits>
  /** As of {@link NetworkOptions}. Default: nobody is known. */
  isKnown?: (publicKey: Uint8Array) => boolean
  /** Default: as the network that it is a sibling of. */
  fastPaths?: boolean
}
