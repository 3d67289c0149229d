/** What the node is doing. */
import { on } from 'node:events'
import { API_VERSION } from '../constants.ts'
import type { Services } from '../services/services.ts'
import { procedure, router } from './trpc.ts'

/** One connected peer. `device` is its public key as z32. */
export interface ConnectionView {
  readonly device: string
  readonly segment: string
  readonly openedAt: number
  /** What replication runs over: `tcp` between neighbours, once there was much to move. */
  readonly path: 'udx' | 'tcp'
}

/** One of the networks that the node is in at once. */
export interface SegmentView {
  readonly name: string
  /** Where the node listens on it, as host:port. */
  readonly address: string | null
  /** DHT nodes known there. */
  readonly nodes: number
  readonly reachable: boolean
}

export interface NodeStatus {
  readonly version: number
  readonly pid: number
  readonly profile: string
  readonly dir: string
  readonly startedAt: number
  readonly state: 'online' | 'local' | 'offline'
  /** DHT nodes as host:port that another process can pass as --bootstrap. */
  readonly bootstrap: readonly string[]
  readonly connections: readonly ConnectionView[]
  readonly segments: readonly SegmentView[]
  /** Why the node does not stop by itself, in words. */
  readonly duties: readonly string[]
  readonly clients: number
}

export const statusRouter = router({
  get: procedure.query(({ ctx }) => nodeStatus(ctx.services)),

  /** The status now and after every change of network state or connections. */
  watch: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<NodeStatus> {
    const ending = signal ?? new AbortController().signal
    const changes = on(ctx.services.changes, 'status', { signal: ending })
    yield nodeStatus(ctx.services)
    try {
      for await (const _ of changes) {
        await ctx.drained(ending)
        yield nodeStatus(ctx.services)
      }
    } catch (error) {
      if (!ending.aborted) throw error
    }
  }),
})

/** The node's state as of now. */
export function nodeStatus(services: Services): NodeStatus {
  const network = services.peer.network.status()
  return {
    version: API_VERSION,
    pid: process.pid,
    profile: services.profile.name,
    dir: services.profile.dir,
    startedAt: services.startedAt,
    state: network.state,
    bootstrap: network.bootstrap,
    connections: network.connections.map(({ key, segment, openedAt, path }) => ({
      device: key,
      segment,
      openedAt,
      path,
    })),
    segments: network.segments.map(({ name, address, nodes, reachable }) => ({
      name,
      address,
      nodes,
      reachable,
    })),
    duties: services.duties.list(),
    clients: services.duties.clients,
  }
}
