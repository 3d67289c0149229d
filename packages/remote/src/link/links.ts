/** Connections to machines: looked for when they are used, and kept for a while after that. */
import type { Peer, PeerConnection, Topic } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { CONNECT_TIMEOUT_MS, LINK_LINGER_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'

export interface ReachOptions {
  /** How its user calls it, for errors. */
  readonly name: string
  /** Default {@link CONNECT_TIMEOUT_MS}. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface Links {
  /**
   * The connection to a device, on which it has been told which identity this device belongs to. It is kept until
   * {@link LINK_LINGER_MS} after the last call. @throws PEER_UNREACHABLE, or the reason of `signal`
   */
  reach(deviceKey: Uint8Array, options: ReachOptions): Promise<PeerConnection>
  /** Whether it is one that is kept. */
  has(deviceKey: Uint8Array): boolean
  close(): void
}

interface Link {
  readonly dial: Topic
  timer: NodeJS.Timeout | null
}

export function createLinks(peer: Peer): Links {
  const linksByKey = new Map<string, Link>()
  const presented = new WeakMap<PeerConnection, Promise<void>>()

  const keep = (deviceKey: Uint8Array) => {
    const key = encodeKey(deviceKey)
    const link = linksByKey.get(key) ?? { dial: peer.network.joinPeer(deviceKey), timer: null }
    linksByKey.set(key, link)
    if (link.timer !== null) clearTimeout(link.timer)
    link.timer = setTimeout(() => {
      linksByKey.delete(key)
      void link.dial.leave()
    }, LINK_LINGER_MS).unref()
  }

  const present = (connection: PeerConnection): Promise<void> => {
    const before = presented.get(connection)
    if (before !== undefined) return before
    // A peer that does not take it has nothing to allow to an identity; what it says about the session tells the rest.
    const presenting = peer.presentIdentity(connection).catch(() => undefined)
    presented.set(connection, presenting)
    return presenting
  }

  return {
    async reach(deviceKey, options) {
      keep(deviceKey)
      // It is dialled now, and not when it would be looked for anyway.
      void linksByKey.get(encodeKey(deviceKey))?.dial.refresh()
      const connection = await connected(peer, deviceKey, options)
      await present(connection)
      return connection
    },
    has: (deviceKey) => linksByKey.has(encodeKey(deviceKey)),
    close() {
      for (const { dial, timer } of linksByKey.values()) {
        if (timer !== null) clearTimeout(timer)
        void dial.leave()
      }
      linksByKey.clear()
    },
  }
}

function connected(peer: Peer, deviceKey: Uint8Array, options: ReachOptions): Promise<PeerConnection> {
  const { network } = peer
  const { name, timeoutMs = CONNECT_TIMEOUT_MS, signal } = options
  const key = encodeKey(deviceKey)
  const there = network.connections.get(key)
  if (there !== undefined) return Promise.resolve(there)
  return new Promise((resolve, reject) => {
    const settle = () => {
      network.off('connection', look)
      signal?.removeEventListener('abort', abort)
      clearTimeout(timer)
    }
    const look = (connection: PeerConnection) => {
      if (encodeKey(connection.remotePublicKey) !== key) return
      settle()
      resolve(connection)
    }
    const abort = () => {
      settle()
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      settle()
      reject(RemoteErrors.PEER_UNREACHABLE({ peer: name, timeoutMs }))
    }, timeoutMs)
    network.on('connection', look)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted === true) abort()
  })
}
