/** Peers as processes of their own: what they print, and what can be done to them. */
import type { NetworkOptions } from '@comice/core'
import { type NetworkHost, type SpawnedPeer, spawnPeer } from '@comice/testkit'
import type { Command } from './send-process.ts'

export interface SendEvent {
  readonly event: 'ready' | 'begun' | 'state' | 'done' | 'failed' | 'memory' | 'closed'
  readonly code: string
  readonly going: readonly string[]
  readonly phase: string
  readonly bytes: number
  readonly isFast: boolean
  readonly rss: number
  readonly peakBytes: number
  readonly ms: number
  readonly error: { readonly code: string }
  readonly result: { readonly files: number; readonly bytes: number; readonly refusedCount: number }
}

export interface SendProcess extends AsyncDisposable {
  readonly peer: SpawnedPeer
  /** Codes of the transfers that went on when it started. */
  readonly going: readonly string[]
  tell(command: Command): void
  next(events: readonly SendEvent['event'][], timeoutMs?: number): Promise<SendEvent>
  /** The first state that fits. */
  nextState(fits: (state: SendEvent) => boolean, timeoutMs?: number): Promise<SendEvent>
  memory(): Promise<SendEvent>
  /** SIGKILL. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface SendProcessOptions {
  readonly name: string
  /** Of its profile. */
  readonly dir: string
  readonly network: NetworkOptions
  readonly host?: NetworkHost
}

const SCRIPT = {
  script: new URL('./send-process.ts', import.meta.url),
  execArgv: ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning'],
}

export async function startSendProcess({
  name,
  dir,
  network,
  host,
}: SendProcessOptions): Promise<SendProcess> {
  const options = { ...SCRIPT, name, args: [dir, JSON.stringify(network)] }
  const peer = await (host === undefined ? spawnPeer(options) : host.spawn(options))
  const next = (events: readonly SendEvent['event'][], timeoutMs = 60_000) =>
    peer.waitForJson<SendEvent & object>(({ event }) => events.includes(event), { timeoutMs })
  const { going } = await next(['ready'])
  return {
    peer,
    going,
    next,
    tell: (command) => peer.send(JSON.stringify(command)),
    nextState: (fits, timeoutMs = 60_000) =>
      peer.waitForJson<SendEvent & object>((found) => found.event === 'state' && fits(found), { timeoutMs }),
    memory: () => {
      peer.send(JSON.stringify({ do: 'memory' }))
      return next(['memory'])
    },
    kill: async () => void (await peer.kill()),
    close: async () => {
      peer.send(JSON.stringify({ do: 'close' }))
      await peer.exited
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  }
}
