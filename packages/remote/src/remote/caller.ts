/** Opens sessions at machines. */
import type { Duplex } from 'node:stream'
import type { ByteStreamFailure, Peer, PeerConnection } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import pLimit, { type LimitFunction } from 'p-limit'
import type { Addressee, AddressBook } from '../book/address-book.ts'
import { MAX_OPENINGS, MAX_REOPENINGS, PATH_PATIENCE_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Links } from '../link/links.ts'
import { REMOTE_PURPOSE } from '../session/machine.ts'
import { ask } from '../session/opening.ts'

export interface SessionOptions {
  /** How long the machine is looked for; default 20 s. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface OpenedSession {
  readonly id: string
  /** What the machine is called. */
  readonly peer: string
  /** Z32; empty for the other end of a code. */
  readonly device: string
  /** The session's own bytes. */
  readonly bytes: Duplex
  /** `tcp`: on the path beside the connection, over the LAN or the same machine. */
  readonly via: 'tcp' | 'udx'
}

interface Wanted {
  readonly capability: string
  readonly params: Uint8Array
  /** Much is to come: worth to wait for TCP, however long that takes. Default false: for {@link PATH_PATIENCE_MS}. */
  readonly bulk?: boolean
}

export interface Caller {
  /** @throws what `Remote.exec` throws */
  open(peer: string, wanted: Wanted, options?: SessionOptions): Promise<OpenedSession>
}

export interface CallerParts {
  readonly peer: Peer
  readonly book: AddressBook
  readonly links: Links
}

export function createCaller({ peer, book, links }: CallerParts): Caller {
  /** A better connection takes the place of the first one, soon after that is there; nothing was asked by then. */
  const openStream = async (reach: () => Promise<PeerConnection>, bulk: boolean) => {
    const way = { bulk: true, ...(bulk ? {} : { patienceMs: PATH_PATIENCE_MS }) }
    for (let times = 1; ; times++) {
      const opened = await peer.network.streams.open(await reach(), { purpose: REMOTE_PURPOSE, ...way })
      if (opened.ok || opened.code !== 'DISCONNECTED' || times > MAX_REOPENINGS) return opened
    }
  }
  const openSession = async (
    { deviceKey, name }: Addressee,
    { capability, params, bulk = false }: Wanted,
    { timeoutMs, signal }: SessionOptions,
  ): Promise<OpenedSession> => {
    signal?.throwIfAborted()
    const reachIt = {
      name,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    }
    const opened = await openStream(() => links.reach(deviceKey, reachIt), bulk)
    if (!opened.ok) throw failureOf(opened.code, name)
    const { bytes, via } = opened.value
    const abort = () => bytes.destroy()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      const { session } = await ask(bytes, { peer: name, capability, params })
      return { id: session, peer: name, device: encodeKey(deviceKey), bytes, via }
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
  /** By device. Until the machine has answered: before, it may not have read what was asked. */
  const turns = new Map<string, LimitFunction>()
  const turnsOf = (device: string) => {
    const found = turns.get(device) ?? pLimit(MAX_OPENINGS)
    turns.set(device, found)
    return found
  }
  return {
    async open(text, wanted, options = {}) {
      const entry = book.find(text)
      const opening = turnsOf(encodeKey(entry.deviceKey))(() => openSession(entry, wanted, options))
      return await orAborted(opening, options.signal)
    },
  }
}

/** Does not wait for its turn to find out that nobody waits any more. By then it opens nothing. */
function orAborted<Value>(opening: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return opening
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function failureOf(failure: ByteStreamFailure, peer: string): Error {
  switch (failure) {
    case 'REFUSED':
      return RemoteErrors.REMOTE_REFUSED({ peer })
    case 'UNSUPPORTED':
      return RemoteErrors.REMOTE_UNSUPPORTED({ capability: 'anything to others' })
    case 'BUSY':
      return RemoteErrors.REMOTE_NO_ANSWER({ peer })
    case 'NO_ANSWER':
      return RemoteErrors.REMOTE_NO_ANSWER({ peer })
    case 'DISCONNECTED':
      return RemoteErrors.REMOTE_CUT({ peer })
  }
}
