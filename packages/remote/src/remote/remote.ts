/**
 * Using other machines, and letting others use this one. A machine is a device that is known by its key; what it lets others do
 * stands in its grants, and nothing is allowed without one.
 */
import path from 'node:path'
import type { Grant, Peer, Principal } from '@comice/core'

import { type AuditEntry, openAuditLog } from '../audit/audit-log.ts'
import { type AddressBook, openAddressBook } from '../book/address-book.ts'
import { createExecCaller, type RemoteCommand } from '../exec/exec-caller.ts'
import { execCapability } from '../exec/exec-capability.ts'
import { encodeExec, type ExecOptions } from '../exec/exec-params.ts'
import { createLinks } from '../link/links.ts'
import { createPresence } from '../link/presence.ts'
import { parsePermission, REMOTE_CAPABILITIES } from '../permit/permission-text.ts'
import { Machine, type SessionInfo } from '../session/machine.ts'
import { createCaller, type OpenedSession, type SessionOptions } from './caller.ts'
import { createPeerLook, type PeerInfo } from './peer-look.ts'

export interface GrantOptions {
  readonly who: Principal
  /** `exec`, `exec:git`. */
  readonly what: string
  /** Unix time in ms from which it does not hold any more. */
  readonly until?: number
}

/** Everything about other machines, of one peer. Machines are named by their name here or their key. */
export interface Remote extends AsyncDisposable {
  readonly peers: AddressBook
  /** How long a question there and back takes, in ms. @throws PEER_UNREACHABLE and what a call throws */
  ping(peer: string, options?: SessionOptions): Promise<number>
  /** @throws as `ping`; a machine that lets this device do nothing says nothing about itself */
  info(peer: string, options?: SessionOptions): Promise<PeerInfo>
  /** Lets somebody use this machine. @throws CAPABILITY_INVALID, GRANTS_FULL */
  grant(options: GrantOptions): Promise<Grant>
  /** What this machine lets others do. */
  grants(): Grant[]
  /**
   * Runs a command at a machine. @throws PEER_UNKNOWN, PEER_UNREACHABLE, REMOTE_REFUSED, REMOTE_NOT_GRANTED, EXEC_NOT_FOUND,
   * EXEC_FAILED, REMOTE_BUSY, REMOTE_NO_ANSWER, REMOTE_CUT
   */
  exec(peer: string, command: ExecOptions, options?: SessionOptions): Promise<RemoteCommand>
  /** The same without its end on the frames: for whoever passes them on. */
  openExec(peer: string, command: ExecOptions, options?: SessionOptions): Promise<OpenedSession>
  /** What others do here now. */
  sessions(): SessionInfo[]
  /** @throws SESSION_UNKNOWN */
  kill(session: string): void
  /** The newest entries, oldest first. */
  audit(limit: number): Promise<AuditEntry[]>
  /** Whether anybody may use this machine: then it is announced, and its program should stay. */
  readonly isServing: boolean
  /** Sessions or grants have changed. Returns what takes the listener back. */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

/** Serves this machine to those with a grant, and uses others. It ends with the peer. */
export async function createRemote(peer: Peer): Promise<Remote> {
  const book = await openAddressBook(peer)
  const audit = await openAuditLog(path.join(peer.profile.dir, 'remote'), (error) =>
    peer.logger.error({ error }, 'the audit log could not be written'),
  )
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const links = createLinks(peer)
  const presence = createPresence(peer, REMOTE_CAPABILITIES, changed)
  const machine = new Machine({ peer, audit, capabilities: [execCapability], onchange: changed })
  const caller = createCaller({ peer, book, links })
  const look = createPeerLook({ peer, book, links })
  // A fast path is for devices that somebody vouches for.
  const unvouch = peer.acquaintances.vouch((key) => book.has(key) || links.has(key))
  const openExec: Remote['openExec'] = (name, command, options) =>
    caller.open(name, { capability: 'exec', params: encodeExec(command) }, options)

  let closing: Promise<void> | null = null
  const close = async () => {
    look.close()
    presence.close()
    unvouch()
    await machine.close()
    links.close()
  }
  const closeOnce = () => (closing ??= close())
  peer.beforeClose(closeOnce)
  return {
    peers: book,
    ping: (name, options) => look.ping(name, options),
    info: (name, options) => look.info(name, options),
    grant: ({ who, what, until }) =>
      peer.grants.grant({ who, what: parsePermission(what), ...(until === undefined ? {} : { until }) }),
    grants: () => peer.grants.list().filter(({ what }) => REMOTE_CAPABILITIES.has(what.capability)),
    openExec,
    async exec(name, command, options) {
      const { bytes, peer: called } = await openExec(name, command, options)
      return createExecCaller(bytes, called)
    },
    sessions: () => machine.sessions,
    kill: (session) => machine.kill(session),
    audit: (limit) => audit.read(limit),
    get isServing() {
      return presence.isServing
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}
