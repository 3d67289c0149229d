/** Looking at another machine: how far it is, how it is reached, what it says of itself. */
import { release } from 'node:os'
import process from 'node:process'
import type { CallContext, ConnectionStatus, Peer, PeerConnection } from '@comice/core'
import { encodeKey, isComiceError, sanitizeText } from '@comice/protocol'
import { MAX_ABOUT_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Links } from '../link/links.ts'
import { REMOTE_CAPABILITIES } from '../permit/permission-text.ts'
import type { AddressBook } from '../book/address-book.ts'
import type { SessionOptions } from './caller.ts'
import { remoteContract } from './contract.ts'

export interface PeerInfo {
  readonly name: string
  /** Z32. */
  readonly device: string
  readonly pingMs: number
  /** Over which network, and since when (Unix time in ms). */
  readonly segment: ConnectionStatus['segment']
  readonly connectedAt: number
  /** By a relay, as no hole could be punched; otherwise directly. */
  readonly isRelayed: boolean
  /** What the machine says of itself, cleaned for one line; null when it lets this device do nothing. */
  readonly about: string | null
  /** How far its clock is ahead of this one's, ms, give or take half a round trip; null when it does not tell. */
  readonly clockOffsetMs: number | null
}

export interface PeerLook {
  ping(peer: string, options?: SessionOptions): Promise<number>
  info(peer: string, options?: SessionOptions): Promise<PeerInfo>
  /** Stops answering others. */
  close(): void
}

interface LookParts {
  readonly peer: Peer
  readonly book: AddressBook
  readonly links: Links
}

export function createPeerLook({ peer, book, links }: LookParts): PeerLook {
  const close = peer.serve(remoteContract, {
    ping: () => true,
    clock: (_, context) => {
      assertHasGrant(peer, context)
      return peer.now()
    },
    about: (_, context) => about(peer, context),
  })
  const reach = async (text: string, { timeoutMs, signal }: SessionOptions = {}) => {
    const { deviceKey, name } = book.find(text)
    const connection = await links.reach(deviceKey, {
      name,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    })
    return { connection, name, client: peer.client(connection, remoteContract) }
  }
  const ping = async (text: string, options?: SessionOptions) => {
    const { client } = await reach(text, options)
    const before = performance.now()
    await client.call('ping', true)
    return performance.now() - before
  }
  return {
    ping,
    async info(text, options) {
      const { connection, name, client } = await reach(text, options)
      const pingMs = await ping(text, options)
      const said = await client.call('about', true).catch((error: unknown) => {
        if (isComiceError(error, 'REMOTE_REFUSED')) return null
        throw error
      })
      return {
        ...{ name, device: encodeKey(connection.remotePublicKey), pingMs, segment: connection.segment },
        connectedAt: connection.openedAt,
        isRelayed: isRelayed(peer, connection),
        about: said === null ? null : sanitizeText(said),
        clockOffsetMs: said === null ? null : await clockOffset(peer, client),
      }
    },
    close,
  }
}

function isRelayed({ network }: Peer, { remotePublicKey }: PeerConnection): boolean {
  const key = encodeKey(remotePublicKey)
  return network.status().connections.find((connection) => connection.key === key)?.isRelayed ?? false
}

/** @throws REMOTE_REFUSED to those who may do nothing here */
function assertHasGrant({ grants }: Peer, { connection }: CallContext): void {
  if (!grants.hasAny(connection, REMOTE_CAPABILITIES))
    throw RemoteErrors.REMOTE_REFUSED({ peer: 'this machine' })
}

/** Null when it is of a version that does not tell. */
async function clockOffset(
  { now }: Peer,
  client: { call(name: 'clock', value: boolean): Promise<number> },
): Promise<number | null> {
  const before = now()
  const theirs = await client.call('clock', true).catch(() => null)
  return theirs === null ? null : Math.round(theirs - (before + now()) / 2)
}

/** @throws REMOTE_REFUSED to those who may do nothing here */
function about(peer: Peer, context: CallContext): string {
  assertHasGrant(peer, context)
  return `${process.platform} ${release()} ${process.arch}, Node ${process.versions.node}`.slice(
    0,
    MAX_ABOUT_BYTES - 8,
  )
}
