/**
 * The machine's end: the one place where it is decided who may use what, and where everything that is used hangs on its grant.
 */
import { randomBytes } from 'node:crypto'
import type { ByteStream, Peer, PeerConnection } from '@comice/core'
import { type ComiceError, encodeKey, isComiceError } from '@comice/protocol'
import type { AuditLog } from '../audit/audit-log.ts'
import { RefusalCount } from '../audit/refusal-count.ts'
import { MAX_OPENINGS, MAX_PROCESSES_PER_DEVICE, MAX_SESSIONS_PER_DEVICE } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Started, Wish } from './capability.ts'
import { readOpen, writeAccepted, writeRefused } from './opening.ts'

export const REMOTE_PURPOSE = 'comice/remote/1'

/** A session that runs here, for others. */
export interface SessionInfo {
  readonly id: string
  /** Z32. */
  readonly device: string
  readonly capability: string
  /** The command without its arguments, or the target. */
  readonly what: string
  /** Unix time in ms. */
  readonly startedAt: number
  /** From the caller, and to it. */
  readonly bytesIn: number
  readonly bytesOut: number
}

interface Session {
  readonly id: string
  readonly device: string
  /** That it has proven; what is known of a connection goes with it. */
  readonly identity: string | null
  readonly capability: string
  readonly wish: Wish
  readonly startedAt: number
  readonly ending: AbortController
  started: Started | null
}

export interface MachineOptions {
  readonly peer: Peer
  readonly audit: AuditLog
  readonly capabilities: readonly Capability[]
  /** Sessions came or went. */
  readonly onchange: () => void
}

export class Machine {
  readonly #peer: Peer
  readonly #audit: AuditLog
  readonly #capabilitiesByName: ReadonlyMap<string, Capability>
  readonly #onchange: () => void
  readonly #refusals: RefusalCount
  readonly #sessionsById = new Map<string, Session>()
  readonly #openings = new WeakMap<PeerConnection, number>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopServing: () => void
  #isClosed = false

  constructor({ peer, audit, capabilities, onchange }: MachineOptions) {
    this.#peer = peer
    this.#audit = audit
    this.#capabilitiesByName = new Map(capabilities.map((one) => [one.name, one]))
    this.#onchange = onchange
    this.#refusals = new RefusalCount(peer.now)
    const names = new Set(this.#capabilitiesByName.keys())
    this.#stopServing = peer.network.streams.serve(REMOTE_PURPOSE, {
      // A stranger gets no further than this: not a byte of theirs is read.
      accepts: (connection) => this.#mayOpen(connection, names),
      onstream: (stream) => this.#serve(stream),
    })
  }

  get sessions(): SessionInfo[] {
    return [...this.#sessionsById.values()].map(({ id, device, capability, wish, startedAt, started }) => ({
      ...{ id, device, capability, startedAt },
      what: wish.what,
      bytesIn: started?.counts.in ?? 0,
      bytesOut: started?.counts.out ?? 0,
    }))
  }

  /** @throws SESSION_UNKNOWN */
  kill(id: string): void {
    const session = this.#sessionsById.get(id)
    if (session === undefined) throw RemoteErrors.SESSION_UNKNOWN({ id })
    session.ending.abort(RemoteErrors.REMOTE_KILLED({}))
  }

  /** Ends all sessions, and waits for them. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopServing()
    for (const { ending } of this.#sessionsById.values()) ending.abort(RemoteErrors.REMOTE_STOPPED({}))
    await Promise.all(this.#running)
    await this.#audit.flush()
  }

  #mayOpen(connection: PeerConnection, names: ReadonlySet<string>): boolean {
    if (this.#isClosed || (this.#openings.get(connection) ?? 0) >= MAX_OPENINGS) return false
    return this.#peer.grants.hasAny(connection, names)
  }

  #serve(stream: ByteStream): void {
    const running = this.#run(stream)
      .catch((error: unknown) => {
        this.#peer.logger.error({ error }, 'a session failed')
        stream.bytes.destroy()
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #run({ bytes, connection }: ByteStream): Promise<void> {
    this.#count(connection, 1)
    const open = await readOpen(bytes).finally(() => this.#count(connection, -1))
    if (open === null) return void bytes.destroy()
    if (isComiceError(open)) return writeRefused(bytes, open)
    const { capability } = open
    const device = encodeKey(connection.remotePublicKey)
    const wish = this.#capabilitiesByName.get(capability)?.read(open.params) ?? null
    const refusal = this.#refusalOf(connection, { device, capability, wish })
    if (refusal !== null || wish === null) {
      this.#noteRefusal({ device, connection, capability, what: wish?.what ?? '' }, refusal)
      return writeRefused(bytes, refusal)
    }
    const session: Session = {
      ...{ id: randomBytes(4).toString('hex'), device, capability, wish, started: null },
      identity: this.#peer.grants.identityOf(connection),
      ...{ startedAt: this.#peer.now(), ending: new AbortController() },
    }
    await this.#hold(session, { bytes, connection })
  }

  #refusalOf(
    connection: PeerConnection,
    { device, capability, wish }: { device: string; capability: string; wish: Wish | null },
  ): ComiceError | null {
    if (this.#isClosed) return RemoteErrors.REMOTE_STOPPED({})
    if (!this.#capabilitiesByName.has(capability)) return RemoteErrors.REMOTE_UNSUPPORTED({ capability })
    if (wish === null) return RemoteErrors.REMOTE_MALFORMED({ reason: `the wish for ${capability}` })
    if (this.#peer.grants.check(connection, permissionOf(capability, wish)) === null)
      return RemoteErrors.REMOTE_NOT_GRANTED({ wish: wishText(capability, wish) })
    const own = [...this.#sessionsById.values()].filter((session) => session.device === device)
    if (own.length >= MAX_SESSIONS_PER_DEVICE)
      return RemoteErrors.REMOTE_BUSY({ limit: MAX_SESSIONS_PER_DEVICE })
    const isFull =
      wish.hasProcess && own.filter((one) => one.wish.hasProcess).length >= MAX_PROCESSES_PER_DEVICE
    return isFull ? RemoteErrors.REMOTE_BUSY({ limit: MAX_PROCESSES_PER_DEVICE }) : null
  }

  /** From here on the session hangs on its grant, also while it is being started. */
  async #hold(
    session: Session,
    { bytes, connection }: Pick<ByteStream, 'bytes' | 'connection'>,
  ): Promise<void> {
    const { id, capability, device, wish, ending } = session
    const permission = permissionOf(capability, wish)
    const granted = this.#peer.grants.check(connection, permission)?.what.scope ?? null
    using _ = this.#peer.grants.session(connection, permission, () =>
      ending.abort(RemoteErrors.REMOTE_GRANT_ENDED({ capability })),
    )
    this.#sessionsById.set(id, session)
    this.#onchange()
    try {
      const started = await wish.start({ id, connection, device, granted, ending: ending.signal })
      session.started = started
      // Also when its caller has left by now: what was started has done something.
      this.#note(session, { kind: 'began' })
      if (bytes.destroyed) {
        started.discard()
        this.#note(session, { kind: 'ended', how: 'REMOTE_CUT' })
        return
      }
      writeAccepted(bytes, { session: started.session ?? id })
      const { how } = await started.run(bytes)
      this.#note(session, { kind: 'ended', how })
    } catch (error) {
      this.#noteRefusal({ device, connection, capability, what: wish.what }, error)
      writeRefused(bytes, error)
    } finally {
      this.#sessionsById.delete(id)
      this.#onchange()
    }
  }

  #note(
    { id, device, identity, capability, wish, startedAt, started }: Session,
    event: { kind: 'began' | 'ended'; how?: string },
  ): void {
    const now = this.#peer.now()
    const ended = {
      durationMs: now - startedAt,
      bytesIn: started?.counts.in ?? 0,
      bytesOut: started?.counts.out ?? 0,
    }
    this.#audit.write({
      ...{ at: now, session: id, device, ...(identity === null ? {} : { identity }), capability },
      what: wish.what,
      ...event,
      ...(event.kind === 'ended' ? ended : {}),
    })
  }

  #noteRefusal(
    {
      connection,
      ...wanted
    }: { device: string; connection: PeerConnection; capability: string; what: string },
    error: unknown,
  ): void {
    const more = this.#refusals.take(wanted.device)
    if (more === null) return
    const how = isComiceError(error) ? error.code : 'INTERNAL'
    const identity = this.#peer.grants.identityOf(connection)
    this.#audit.write({
      ...{
        at: this.#peer.now(),
        kind: 'refused',
        ...wanted,
        ...(identity === null ? {} : { identity }),
        how,
      },
      ...(more === 0 ? {} : { more }),
    })
  }

  #count(connection: PeerConnection, change: 1 | -1): void {
    this.#openings.set(connection, (this.#openings.get(connection) ?? 0) + change)
  }
}

function permissionOf(capability: string, { scope }: Wish) {
  return scope === undefined ? { capability } : { capability, scope }
}

function wishText(capability: string, { scope }: Wish): string {
  return scope === undefined ? capability : `${capability}:${scope}`
}
