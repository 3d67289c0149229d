/**
 * Using other machines, and letting others use this one. A machine is a device that is known by its key; what it lets others do
 * stands in its grants, and nothing is allowed without one.
 */
import path from 'node:path'
import type { Grant, Peer, Principal } from '@comice/core'
import { type AuditEntry, openAuditLog } from '../audit/audit-log.ts'
import { type AddressBook, openAddressBook } from '../book/address-book.ts'
import { copyCapability } from '../copy/copy-capability.ts'
import { coversCopy } from '../copy/copy-scope.ts'
import { execCapability } from '../exec/exec-capability.ts'
import { type Exposed, openExposed } from '../forward/exposed.ts'
import { createForwardCapability } from '../forward/forward-capability.ts'
import { createListenCapability } from '../forward/listen-capability.ts'
import { createReverses, type Reverse, type ReverseOptions } from '../forward/reverse.ts'
import { createLinks } from '../link/links.ts'
import { createPresence } from '../link/presence.ts'
import { createPipes, type PipeListener } from '../pipe/pipes.ts'
import { parsePermission, REMOTE_CAPABILITIES } from '../permit/permission-text.ts'
import { createShells } from '../shell/shells.ts'
import { Machine, type SessionInfo } from '../session/machine.ts'
import { createCaller, type SessionOptions } from './caller.ts'
import { createPeerLook, type PeerInfo } from './peer-look.ts'
import { createUses, type Uses } from './uses.ts'

export interface GrantOptions {
  readonly who: Principal
  /** `shell`, `exec`, `exec:git`, `forward:web`. */
  readonly what: string
  /** Unix time in ms from which it does not hold any more. */
  readonly until?: number
}

/** Everything about other machines, of one peer. Machines are named by their name here or their key. */
export interface Remote extends Uses, AsyncDisposable {
  readonly peers: AddressBook
  /** What this machine lets others reach by a name; a grant of `forward:<name>` lets them. */
  readonly exposed: Exposed
  /**
   * Waits for the other end of a pipe: for whoever has its code, or for one machine, which needs the grant `pipe`.
   * @throws PEER_UNKNOWN, PIPE_LISTENING
   */
  listenForPipe(peer?: string): PipeListener
  /**
   * Has a machine listen; whoever connects there gets to something that this machine reaches. The grant is `listen:<address>`.
   * @throws TARGET_INVALID, LISTEN_ADDRESS_INVALID, FORWARD_ADDRESS_TAKEN, and as `exec`
   */
  reverse(peer: string, options: ReverseOptions): Promise<Reverse>
  /** How long a question takes there and back, in ms. @throws PEER_UNREACHABLE and what a call throws */
  ping(peer: string, options?: SessionOptions): Promise<number>
  /** @throws as `ping`; a machine that lets this device do nothing says nothing about itself */
  info(peer: string, options?: SessionOptions): Promise<PeerInfo>
  /** Lets somebody use this machine. @throws CAPABILITY_INVALID, GRANTS_FULL */
  grant(options: GrantOptions): Promise<Grant>
  /** What this machine lets others do. */
  grants(): Grant[]
  /** What others do here now, shells whose device is away too. */
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
  const exposed = await openExposed(peer)
  const audit = await openAuditLog(path.join(peer.profile.dir, 'remote'), (error) =>
    peer.logger.error({ error }, 'the audit log could not be written'),
  )
  const { changed, onChange } = createListeners()
  const removeRule = peer.grants.addScopeRule('copy', coversCopy)
  const links = createLinks(peer)
  const presence = createPresence(peer, REMOTE_CAPABILITIES, changed)
  const shells = createShells({ peer, audit, onchange: changed })
  const pipes = createPipes({ peer, book, audit, onchange: changed })
  const capabilities = [
    ...[execCapability, shells.capability, createForwardCapability(exposed), pipes.capability],
    copyCapability,
    createListenCapability(peer),
  ]
  const machine = new Machine({ peer, audit, capabilities, onchange: changed })
  const caller = createCaller({ peer, book, links })
  const reverses = createReverses(peer, caller)
  const look = createPeerLook({ peer, book, links })
  // A fast path is for devices that somebody vouches for.
  const unvouch = peer.acquaintances.vouch((key) => book.has(key) || links.has(key))

  const end = async () => {
    look.close()
    reverses.close()
    presence.close()
    unvouch()
    removeRule()
    await shells.close()
    await pipes.close()
    await machine.close()
    links.close()
  }
  let closing: Promise<void> | null = null
  const close = () => (closing ??= end())
  peer.beforeClose(close)
  return {
    ...createUses({ peer, caller, book }),
    reverse: (name, options) => reverses.open(name, options),
    listenForPipe: (name) => pipes.listen(name),
    ...{ peers: book, exposed, close, [Symbol.asyncDispose]: close },
    ping: (name, options) => look.ping(name, options),
    info: (name, options) => look.info(name, options),
    grant: ({ who, what, until }) =>
      peer.grants.grant({ who, what: parsePermission(what), ...(until === undefined ? {} : { until }) }),
    grants: () => peer.grants.list().filter(({ what }) => REMOTE_CAPABILITIES.has(what.capability)),
    sessions: () => [...machine.sessions, ...pipes.sessions(), ...shells.waiting()],
    kill(session) {
      if (!shells.kill(session) && !pipes.kill(session)) machine.kill(session)
    },
    audit: (limit) => audit.read(limit),
    get isServing() {
      return presence.isServing
    },
    onChange,
  }
}

function createListeners(): { changed: () => void; onChange: Remote['onChange'] } {
  const listeners = new Set<() => void>()
  return {
    changed() {
      for (const listener of listeners) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
