/**
 * Deny by default: the one place that says whether a peer may do something. A grant names who (a device, an identity
 * or a role that a service resolves), what (a capability, with a scope for those that have one) and until when.
 * Revoking or expiring a grant ends the sessions that use it, at once.
 */
import type { GrantRecord } from '@comice/protocol'
import { decodeKey, encodeKey } from '@comice/protocol'
import type { Collection } from '@comice/storage'
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import { GRANT_LOOK_MS, MAX_GRANTS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { PeerConnection } from '../network/connection.ts'

/** Somebody a grant can name. `key` is a public key, or for a role whatever its service resolves, as z32 text. */
export interface Principal {
  readonly kind: 'device' | 'identity' | 'role'
  readonly key: string
}

/** What a grant allows: `keep`, or with a scope `forward` to `127.0.0.1:22`. A grant without scope covers all. */
export interface Permission {
  readonly capability: string
  readonly scope?: string
}

export interface Grant {
  readonly id: string
  readonly who: Principal
  readonly what: Permission
  /** Unix time in ms from which it no longer holds; absent means until revoked. */
  readonly until?: number
}

/** Names further principals of a connection, for example the roles its device has in rooms. */
export type PrincipalResolver = (connection: PeerConnection) => readonly Principal[]

/** Whether a grant with the scope `granted` allows what has the scope `wanted`, such as a path below it. */
export type ScopeRule = (granted: string, wanted: string) => boolean

interface Session {
  readonly grantId: string
  readonly connection: PeerConnection
  readonly end: () => void
}

/** The grants of one profile. */
export class Grants {
  readonly #collection: Collection<GrantRecord>
  readonly #now: () => number
  readonly #grantsById = new Map<string, Grant>()
  readonly #identities = new Map<PeerConnection, string>()
  readonly #resolvers = new Set<PrincipalResolver>()
  readonly #scopeRules = new Map<string, ScopeRule>()
  readonly #listeners = new Set<() => void>()
  readonly #sessions = new Set<Session>()
  #expiry: NodeJS.Timeout | null = null
  /** How many held when the time was last looked at. */
  #holding = 0

  private constructor(collection: Collection<GrantRecord>, now: () => number) {
    this.#collection = collection
    this.#now = now
  }

  /** Loads all grants; they are few ({@link MAX_GRANTS}) and checks must not wait for the disk. */
  static async open(collection: Collection<GrantRecord>, now: () => number): Promise<Grants> {
    const grants = new Grants(collection, now)
    for await (const { key, value } of collection.list()) {
      const grant = fromRecord(key, value)
      if (grant !== null) grants.#grantsById.set(key, grant)
    }
    grants.#scheduleExpiry()
    return grants
  }

  /** Adds a grant; it holds, on disk too, when the promise resolves. @throws GRANTS_FULL */
  async grant(wanted: Omit<Grant, 'id'>): Promise<Grant> {
    if (this.#grantsById.size >= MAX_GRANTS) await this.#dropExpired()
    if (this.#grantsById.size >= MAX_GRANTS) throw CoreErrors.GRANTS_FULL({ limit: MAX_GRANTS })
    const grant: Grant = { ...wanted, id: b4a.toString(crypto.randomBytes(8), 'hex') }
    await this.#collection.put(grant.id, toRecord(grant))
    this.#grantsById.set(grant.id, grant)
    this.#scheduleExpiry()
    this.#changed()
    return grant
  }

  /** Removes a grant and ends every session that uses it. @throws GRANT_UNKNOWN */
  async revoke(id: string): Promise<void> {
    if (!this.#grantsById.delete(id)) throw CoreErrors.GRANT_UNKNOWN({ id })
    this.#endSessions(id)
    this.#changed()
    await this.#collection.del(id)
  }

  /** The grants that hold now. */
  list(): Grant[] {
    return [...this.#grantsById.values()].filter((grant) => this.#holds(grant))
  }

  /** Whether some grant that holds is for this device (z32). */
  namesDevice(key: string): boolean {
    return this.list().some(({ who }) => who.kind === 'device' && who.key === key)
  }

  /** The grant that allows `what` to the peer at the other end, or null. */
  check(connection: PeerConnection, what: Permission): Grant | null {
    const principals = this.#principals(connection)
    const allowing = (grant: Grant) =>
      this.#covers(grant.what, what) && principals.some((one) => isSame(one, grant.who))
    return this.list().find(allowing) ?? null
  }

  /** Whether the peer has a grant for any of these capabilities, whatever its scope. */
  hasAny(connection: PeerConnection, capabilities: ReadonlySet<string>): boolean {
    const principals = this.#principals(connection)
    return this.list().some(
      ({ who, what }) =>
        capabilities.has(what.capability) && principals.some((principal) => isSame(principal, who)),
    )
  }

  /**
   * Says how scopes of a capability contain each other; without a rule only the same scope does. A grant without a
   * scope covers everything. Returns what takes the rule back.
   */
  addScopeRule(capability: string, rule: ScopeRule): () => void {
    this.#scopeRules.set(capability, rule)
    return () => this.#scopeRules.delete(capability)
  }

  /** Calls `listener` when grants come, go or expire. Returns what takes it back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Ties something live to the grant that allows it: `end` is called when the grant is revoked or expires.
   * Dispose the session when the live thing ends by itself. @throws GRANT_REQUIRED
   */
  session(connection: PeerConnection, what: Permission, end: () => void): Disposable {
    const grant = this.check(connection, what)
    if (grant === null) throw CoreErrors.GRANT_REQUIRED({ capability: what.capability })
    const session: Session = { grantId: grant.id, connection, end }
    this.#sessions.add(session)
    return { [Symbol.dispose]: () => void this.#sessions.delete(session) }
  }

  /** Remembers the identity that the connection's device has proven to belong to. */
  identified(connection: PeerConnection, identityKey: Uint8Array): void {
    this.#identities.set(connection, encodeKey(identityKey))
    connection.stream.once('close', () => this.#identities.delete(connection))
  }

  /** The identity (z32) that the connection's device has proven to belong to, or null. */
  identityOf(connection: PeerConnection): string | null {
    return this.#identities.get(connection) ?? null
  }

  /** Names further principals. Say with {@link recheck} when they change. Returns what takes it back. */
  addResolver(resolver: PrincipalResolver): () => void {
    this.#resolvers.add(resolver)
    return () => this.#resolvers.delete(resolver)
  }

  /** Roles have changed: ends the sessions of grants to a role that their device does not have any more. */
  recheck(): void {
    for (const session of this.#sessions) {
      const who = this.#grantsById.get(session.grantId)?.who
      if (who?.kind !== 'role' || this.#principals(session.connection).some((one) => isSame(one, who)))
        continue
      this.#sessions.delete(session)
      session.end()
    }
  }

  /** Stops the expiry timer and ends all sessions. */
  close(): void {
    if (this.#expiry !== null) clearTimeout(this.#expiry)
    this.#expiry = null
    for (const session of this.#sessions) session.end()
    this.#sessions.clear()
  }

  #principals(connection: PeerConnection): Principal[] {
    const principals: Principal[] = [{ kind: 'device', key: encodeKey(connection.remotePublicKey) }]
    const identity = this.#identities.get(connection)
    if (identity !== undefined) principals.push({ kind: 'identity', key: identity })
    for (const resolver of this.#resolvers) principals.push(...resolver(connection))
    return principals
  }

  #covers(granted: Permission, wanted: Permission): boolean {
    if (granted.capability !== wanted.capability) return false
    if (granted.scope === undefined || granted.scope === wanted.scope) return true
    const rule = this.#scopeRules.get(granted.capability)
    return rule !== undefined && wanted.scope !== undefined && rule(granted.scope, wanted.scope)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  #holds(grant: Grant): boolean {
    return grant.until === undefined || grant.until > this.#now()
  }

  #endSessions(grantId: string): void {
    for (const session of this.#sessions) {
      if (session.grantId !== grantId) continue
      this.#sessions.delete(session)
      session.end()
    }
  }

  #scheduleExpiry(): void {
    if (this.#expiry !== null) clearTimeout(this.#expiry)
    this.#expiry = null
    this.#holding = this.list().length
    const ends = [...this.#grantsById.values()].flatMap((grant) => grant.until ?? [])
    const future = ends.filter((until) => until > this.#now())
    if (future.length === 0) return
    const waitMs = Math.min(Math.max(0, Math.min(...future) - this.#now()), GRANT_LOOK_MS)
    this.#expiry = setTimeout(() => this.#expire(), waitMs).unref()
  }

  #expire(): void {
    const holding = this.#holding
    for (const grant of this.#grantsById.values()) {
      if (!this.#holds(grant)) this.#endSessions(grant.id)
    }
    this.#scheduleExpiry()
    if (this.#holding !== holding) this.#changed()
  }

  /** They make room only when it is needed: a clock that was wrong for a moment must cost nobody a grant. */
  async #dropExpired(): Promise<void> {
    const expired = [...this.#grantsById.values()].filter((grant) => !this.#holds(grant))
    for (const { id } of expired) this.#grantsById.delete(id)
    await this.#collection.delAll(expired.map(({ id }) => id))
  }
}

function isSame(a: Principal, b: Principal): boolean {
  return a.kind === b.kind && a.key === b.key
}

function toRecord(grant: Grant): GrantRecord {
  const { who, what } = grant
  const key = who.kind === 'role' ? b4a.from(who.key) : decodeKey(who.key)
  return {
    who: { kind: who.kind, key },
    what: { capability: what.capability, scope: what.scope ?? '' },
    until: grant.until ?? 0,
  }
}

/** Null when a later version wrote it for a kind of principal that this one does not know: it then allows nothing. */
function fromRecord(id: string, record: GrantRecord): Grant | null {
  const { kind } = record.who
  if (kind === 'unknown') return null
  const key = kind === 'role' ? b4a.toString(record.who.key) : encodeKey(record.who.key)
  return {
    id,
    who: { kind, key },
    what: {
      capability: record.what.capability,
      ...(record.what.scope === '' ? {} : { scope: record.what.scope }),
    },
    ...(record.until === 0 ? {} : { until: record.until }),
  }
}
