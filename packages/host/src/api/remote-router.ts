/**
 * Other machines, and this one for others. Sessions at others are works, see `work/remote-works.ts`, and works are for
 * local programs alone. A window sees and decides who may do what here, see docs/decisions/0187.
 */
import type { Grant, Principal } from '@comice/core'
import { decodeKey, encodeKey, type ExposedEntry, LIMITS, type PeerEntry } from '@comice/protocol'
import type { AuditEntry, Remote } from '@comice/remote'
import { z } from 'zod'
import { MACHINES_LOOKED_AT_MS, MAX_AUDIT_ENTRIES } from '../constants.ts'
import type { ForwardView } from '../services/forwards.ts'
import type { Services } from '../services/services.ts'
import { Changes } from './changes.ts'
import { given } from './given.ts'
import { procedure, router } from './trpc.ts'

/** A machine that has a name here. Keys as z32. */
export interface PeerView {
  readonly name: string
  readonly device: string
  readonly identity: string | null
  readonly addedAt: number
}

/** What somebody may do here. */
export interface GrantView {
  readonly id: string
  /** `device`, `identity` or `role`, and its key; of a role, the id of the room, a colon, and the least role. */
  readonly kind: Principal['kind']
  readonly key: string
  /** What that device or person is called here, or null; of a role the same with the room’s name. */
  readonly name: string | null
  /** `exec`, `exec:git`. */
  readonly what: string
  /** Unix time in ms; null means until it is revoked. */
  readonly until: number | null
}

/** A session of others that runs here. */
export interface SessionView {
  readonly id: string
  readonly device: string
  readonly name: string | null
  readonly capability: string
  readonly what: string
  readonly startedAt: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** What was done here; see `AuditEntry` of `@comice/remote`. */
export interface AuditView extends AuditEntry {
  /** What the device is called here now, or null. */
  readonly name: string | null
}

/** All that a screen shows of other machines, and of this one for others; complete in itself. */
export interface MachinesView {
  /** This device's key, z32: by it others name this machine. */
  readonly device: string
  readonly peers: readonly PeerView[]
  readonly grants: readonly GrantView[]
  readonly sessions: readonly SessionView[]
  readonly exposed: readonly ExposedEntry[]
}

const name = z.string().min(1).max(LIMITS.MAX_NAME_BYTES)
/** A name or a key. */
const peer = z.string().min(1).max(128)
const scope = z.string().min(1).max(LIMITS.MAX_SCOPE_BYTES)
const id = z.string().min(1).max(64)
const timeoutMs = z.number().int().min(0).max(3_600_000).optional()
const reach = z.object({ peer, timeoutMs })

const peersRouter = router({
  add: procedure.input(z.object({ name, key: peer })).mutation(async ({ ctx, input }) => {
    const { peers } = await ctx.services.remote.open()
    return peerView(await peers.add(input.name, input.key))
  }),

  list: procedure.query(async ({ ctx }) => {
    const { peers } = await ctx.services.remote.open()
    return peers.list().map(peerView)
  }),

  /** Which device a name or key means. */
  find: procedure.input(z.object({ peer })).query(async ({ ctx, input }) => {
    const { peers } = await ctx.services.remote.open()
    const found = peers.find(input.peer)
    return { name: found.name, device: encodeKey(found.deviceKey) }
  }),

  remove: procedure.input(z.object({ peer })).mutation(async ({ ctx, input }) => {
    const { peers } = await ctx.services.remote.open()
    return peerView(await peers.remove(input.peer))
  }),

  ping: procedure.input(reach).query(async ({ ctx, input, signal }) => {
    const remote = await ctx.services.remote.open()
    return { ms: await remote.ping(input.peer, { ...given({ timeoutMs: input.timeoutMs, signal }) }) }
  }),

  info: procedure.input(reach).query(async ({ ctx, input, signal }) => {
    const remote = await ctx.services.remote.open()
    return remote.info(input.peer, { ...given({ timeoutMs: input.timeoutMs, signal }) })
  }),
})

const grantsRouter = router({
  add: procedure
    .input(
      z.object({
        /** A machine or person by name or key; of a role, `<room>:<role>`. */
        who: z
          .string()
          .min(1)
          .max(LIMITS.MAX_NAME_BYTES + 64),
        kind: z.enum(['device', 'identity', 'role']).default('device'),
        what: z
          .string()
          .min(1)
          .max(LIMITS.MAX_SCOPE_BYTES + LIMITS.MAX_CAPABILITY_BYTES),
        until: z.number().int().min(0).optional(),
      }),
    )
    .mutation(async ({ ctx, input: { what, until, ...input } }) => {
      const remote = await ctx.services.remote.open()
      const who = await principalOf(ctx.services, input)
      return grantView(ctx.services, await remote.grant({ who, what, ...given({ until }) }))
    }),

  list: procedure.query(async ({ ctx }) => {
    return grantViews(ctx.services)
  }),

  /** Ends what it had allowed. */
  remove: procedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await ctx.services.peer.grants.revoke(input.id)
    return { id: input.id }
  }),
})

const exposedRouter = router({
  add: procedure.input(z.object({ name, target: scope })).mutation(async ({ ctx, input }) => {
    const { exposed } = await ctx.services.remote.open()
    return exposed.add(input.name, input.target)
  }),

  list: procedure.query(async ({ ctx }) => {
    const { exposed } = await ctx.services.remote.open()
    return exposed.list()
  }),

  remove: procedure.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    const { exposed } = await ctx.services.remote.open()
    return exposed.remove(input.name)
  }),
})

const sessionsRouter = router({
  list: procedure.query(async ({ ctx }): Promise<SessionView[]> => {
    return sessionViews(await ctx.services.remote.open())
  }),

  kill: procedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    const remote = await ctx.services.remote.open()
    remote.kill(input.id)
    return { id: input.id }
  }),
})

const forwardsRouter = router({
  list: procedure.query(({ ctx }): Promise<ForwardView[]> => ctx.services.remote.forwards.list()),

  /** Ends one, for good. */
  stop: procedure.input(z.object({ id })).mutation(({ ctx, input }): Promise<ForwardView> => {
    return ctx.services.remote.forwards.stop(input.id)
  }),
})

export const remoteRouter = router({
  peers: peersRouter,
  forwards: forwardsRouter,
  grants: grantsRouter,
  sessions: sessionsRouter,
  exposed: exposedRouter,

  /** All of it now, and again after each change, with what sessions have moved by then. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<MachinesView> {
    const remote = await ctx.services.remote.open()
    const ending = signal ?? new AbortController().signal
    using changes = new Changes(ending, (listener) => remote.onChange(listener))
    let shown = ''
    while (!ending.aborted) {
      const view = await machinesView(ctx.services)
      const text = JSON.stringify(view)
      if (text !== shown) yield view
      shown = text
      // Bytes are told by nobody, nor are names that another program gives.
      await changes.next(MACHINES_LOOKED_AT_MS)
      await ctx.drained(ending)
    }
  }),

  /** The newest entries, oldest first. */
  audit: procedure
    .input(z.object({ last: z.number().int().min(1).max(MAX_AUDIT_ENTRIES) }))
    .query(async ({ ctx, input }): Promise<AuditView[]> => {
      const remote = await ctx.services.remote.open()
      const entries = await remote.audit(input.last)
      return entries.map((entry) => ({ ...entry, name: remote.peers.nameOf(entry.device) }))
    }),
})

async function machinesView(services: Services): Promise<MachinesView> {
  const { peer } = services
  const remote = await services.remote.open()
  return {
    device: encodeKey(peer.identity.device.publicKey),
    peers: remote.peers.list().map(peerView),
    grants: await grantViews(services),
    sessions: sessionViews(remote),
    exposed: remote.exposed.list(),
  }
}

/** @throws PEER_UNKNOWN, CONTACT_UNKNOWN, CONTACT_AMBIGUOUS, ROLE_INVALID, ROOM_NOT_FOUND */
async function principalOf(
  { remote, contacts, roles }: Services,
  { who, kind }: { who: string; kind: Principal['kind'] },
): Promise<Principal> {
  if (kind === 'role') return roles.principal(who)
  const { peers } = await remote.open()
  const key = kind === 'identity' ? decodeKey(await contacts.find(who)) : peers.find(who).deviceKey
  return { kind, key: encodeKey(key) }
}

async function grantViews(services: Services): Promise<GrantView[]> {
  const remote = await services.remote.open()
  return Promise.all(remote.grants().map((grant) => grantView(services, grant)))
}

function sessionViews(remote: Remote): SessionView[] {
  return remote.sessions().map((one) => ({ ...one, name: remote.peers.nameOf(one.device) }))
}

function peerView({ name: text, deviceKey, identityKey, addedAt }: PeerEntry): PeerView {
  const identity = identityKey === null ? null : encodeKey(identityKey)
  return { name: text, device: encodeKey(deviceKey), identity, addedAt }
}

async function grantView(
  { remote, contacts, roles }: Services,
  { id: grant, who, what, until }: Grant,
): Promise<GrantView> {
  const { formatPermission } = await import('@comice/remote')
  const { peers } = await remote.open()
  const nameByKind = {
    device: () => peers.nameOf(who.key),
    identity: () => contacts.nameOf(who.key),
    role: () => roles.nameOf(who),
  }
  return {
    ...{ id: grant, kind: who.kind, key: who.key, name: await nameByKind[who.kind]() },
    ...{ what: formatPermission(what), until: until ?? null },
  }
}
