/** The machines that this profile has names for. A machine is one device; it is known by its key alone. */
import { encodeKey, isEqualBytes, peerEntry, type PeerEntry, tryDecodeKey } from '@comice/protocol'
import type { Peer } from '@comice/core'
import type { Collection } from '@comice/storage'
import { MAX_PEERS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { peerName } from './peer-name.ts'

/** Whom a text means. */
export interface Addressee {
  readonly deviceKey: Uint8Array
  /** What it is called here; its key where it has no name. */
  readonly name: string
}

export interface AddressBook {
  /** @throws PEER_NAME_INVALID, PEER_NAME_TAKEN, PEER_UNKNOWN when `key` is none, PEER_IS_SELF, PEERS_FULL */
  add(name: string, key: string): Promise<PeerEntry>
  /** Sorted by name. */
  list(): PeerEntry[]
  /** By name or key. @throws PEER_UNKNOWN */
  remove(text: string): Promise<PeerEntry>
  /** By name or key, also one that is not in the book. @throws PEER_UNKNOWN, PEER_IS_SELF */
  find(text: string): Addressee
  /** What a device (z32) is called here, or null. */
  nameOf(device: string): string | null
  has(deviceKey: Uint8Array): boolean
  /** Calls `listener` when a name came or went. Returns a function that takes it back. */
  onChange(listener: () => void): () => void
}

/** All of it is held in memory: it is small, and who is known is asked at every handshake. */
export async function openAddressBook(peer: Peer): Promise<AddressBook> {
  const collection = await peer.profile.collection('peers', peerEntry.codec)
  const entriesByKey = new Map<string, PeerEntry>()
  for await (const { key, value } of collection.list()) entriesByKey.set(key, value)
  return createAddressBook(peer, collection, entriesByKey)
}

function createAddressBook(
  peer: Peer,
  collection: Collection<PeerEntry>,
  entriesByKey: Map<string, PeerEntry>,
): AddressBook {
  const byName = (name: string) => [...entriesByKey.values()].find((entry) => entry.name === name)
  const keyOf = (text: string): Uint8Array => {
    const key = tryDecodeKey(text)
    if (key === null) throw RemoteErrors.PEER_UNKNOWN({ peer: text })
    if (isEqualBytes(key, peer.identity.device.publicKey)) throw RemoteErrors.PEER_IS_SELF({})
    return key
  }
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const known = (text: string) => byName(text) ?? entriesByKey.get(encodeKey(keyOf(text)))

  return {
    async add(text, key) {
      const entry: PeerEntry = {
        ...{ deviceKey: keyOf(key), name: peerName(text) },
        ...{ identityKey: null, addedAt: peer.now() },
      }
      const id = encodeKey(entry.deviceKey)
      const other = byName(entry.name)
      if (other !== undefined && !isEqualBytes(other.deviceKey, entry.deviceKey))
        throw RemoteErrors.PEER_NAME_TAKEN({ name: entry.name })
      if (entriesByKey.size >= MAX_PEERS && !entriesByKey.has(id))
        throw RemoteErrors.PEERS_FULL({ limit: MAX_PEERS })
      // In memory first: two that are added at once must not both find the name free.
      entriesByKey.set(id, entry)
      await collection.put(id, entry)
      tell()
      return entry
    },
    list: () => [...entriesByKey.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async remove(text) {
      const entry = known(text)
      if (entry === undefined) throw RemoteErrors.PEER_UNKNOWN({ peer: text })
      entriesByKey.delete(encodeKey(entry.deviceKey))
      await collection.del(encodeKey(entry.deviceKey))
      tell()
      return entry
    },
    find(text) {
      const entry = known(text)
      if (entry !== undefined) return { deviceKey: entry.deviceKey, name: entry.name }
      const deviceKey = keyOf(text)
      return { deviceKey, name: encodeKey(deviceKey) }
    },
    nameOf: (device) => entriesByKey.get(device)?.name ?? null,
    has: (deviceKey) => entriesByKey.has(encodeKey(deviceKey)),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
