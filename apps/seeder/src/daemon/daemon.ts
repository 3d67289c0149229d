/** Joins profile, peer, keep and monitor into one seeder. */
import { createPeer, type Logger } from '@comice/core'
import { createKeep, type Keep } from '@comice/keep'
import { encodeKey } from '@comice/protocol'
import { openProfile, type Profile } from '@comice/storage'
import type { SeederConfig } from '../config/config.ts'
import { createMetrics } from '../monitor/metrics.ts'
import { startMonitor } from '../monitor/monitor.ts'

/** What others need to use it, and to know of it. */
export interface ReadyLine {
  readonly event: 'ready'
  /** Name it with `comice room keep <room> --on <key>`. */
  readonly key: string
  readonly pid: number
  /** Addresses by which another process on this machine can enter the same DHT. */
  readonly bootstrap: readonly string[]
  /** Base URL of /metrics and /healthz. */
  readonly monitor: string
  readonly dir: string
}

export interface Daemon {
  readonly ready: ReadyLine
  readonly keep: Keep
  readonly profile: Profile
  /** Ends everything in order. */
  close(): Promise<void>
}

/** @throws what its parts throw: PROFILE_LOCKED, MONITOR_PORT_TAKEN and so on; nothing stays open then */
export async function startDaemon(config: SeederConfig, logger: Logger): Promise<Daemon> {
  const parts = new AsyncDisposableStack()
  try {
    const profile = parts.use(
      await openProfile(config.dir === undefined ? { name: 'seeder' } : { dir: config.dir }),
    )
    const peer = parts.use(await createPeer({ profile, network: config.network, logger }))
    const keep = await createKeep(peer, config.keep)
    const monitor = await startMonitor({
      port: config.port,
      metrics: createMetrics(keep),
      trouble: () => profile.failure?.code ?? (profile.closed ? 'stopping' : null),
    })
    parts.defer(() => monitor.close())
    const ready: ReadyLine = {
      event: 'ready',
      key: encodeKey(keep.publicKey),
      pid: process.pid,
      bootstrap: peer.network.status().bootstrap,
      monitor: monitor.url,
      dir: profile.dir,
    }
    return { ready, keep, profile, close: () => parts.disposeAsync() }
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}
