/** Networks as processes of their own, for the tests of this folder. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { encodeKey } from '@comice/protocol'
import { keyPairOf, type NetworkHost, seedOf, type SpawnedPeer, spawnPeer, topicOf } from '@comice/testkit'
import type { HostPort, NetworkOptions, NetworkStatus } from '../../src/network/network.ts'

const SCRIPT = {
  script: new URL('./network-process.ts', import.meta.url),
  execArgv: ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning'],
}

/** Options that survive JSON. */
export type ProcessOptions = Pick<
  NetworkOptions,
  'bootstrap' | 'public' | 'publicBootstrap' | 'local' | 'localPort' | 'mdns'
>

export interface NetworkEvent {
  event: string
  at: number
  key?: string
  segment?: string
  state?: string
  reason?: string
  label?: string
  tookMs?: number
  status?: NetworkStatus
}

export interface NetworkProcess extends AsyncDisposable {
  readonly name: string
  readonly key: string
  readonly peer: SpawnedPeer
  join(label: string): void
  leave(label: string): void
  dial(name: string): void
  close(): Promise<NetworkEvent>
  next(match: (event: NetworkEvent) => boolean, timeoutMs?: number): Promise<NetworkEvent>
  /** The connection to `other`, from now on or already printed after the last awaited line. */
  meets(other: NetworkProcess, timeoutMs?: number): Promise<NetworkEvent>
  status(): Promise<NetworkStatus>
}

/** Starts the network of `name`, on `host` or on this machine, and waits until it is ready. */
export async function startNetwork(
  name: string,
  options: ProcessOptions,
  host?: NetworkHost,
): Promise<NetworkProcess> {
  const spawn = {
    ...SCRIPT,
    name,
    args: [name, seedOf(`peer/${name}`).toString('hex'), JSON.stringify(options)],
  }
  const peer = await (host === undefined ? spawnPeer(spawn) : host.spawn(spawn))
  const next = (match: (event: NetworkEvent) => boolean, timeoutMs = 40_000) =>
    peer.waitForJson<NetworkEvent & object>(match, { timeoutMs })
  const started: NetworkProcess = {
    name,
    key: encodeKey(keyPairOf(name).publicKey),
    peer,
    join: (label) => peer.send(`join ${topicOf(label).toString('hex')}`),
    leave: (label) => peer.send(`leave ${topicOf(label).toString('hex')}`),
    dial: (other) => peer.send(`dial ${Buffer.from(keyPairOf(other).publicKey).toString('hex')}`),
    close: () => {
      peer.send('close')
      return next(({ event }) => event === 'closed')
    },
    next,
    meets: (other, timeoutMs) =>
      next(
        ({ event, key }) => event === 'connection' && key === encodeKey(keyPairOf(other.name).publicKey),
        timeoutMs,
      ),
    status: async () => {
      peer.send('status')
      const { status } = await next(({ event }) => event === 'status')
      if (status === undefined) throw new Error('no status')
      return status
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  }
  await next(({ event }) => event === 'ready')
  return started
}

/** A public DHT on `host`. */
export async function startTestnet(host: NetworkHost): Promise<AsyncDisposable & { bootstrap: HostPort[] }> {
  const testnet = await host.spawn({
    script: new URL('./testnet-process.ts', import.meta.url),
    args: [host.address],
  })
  const { bootstrap } = await testnet.waitForJson<{ bootstrap: HostPort[] }>(() => true)
  return { bootstrap, [Symbol.asyncDispose]: () => testnet[Symbol.asyncDispose]() }
}

/** A UDP port of 127.0.0.1 that was free a moment ago, and so was the one after it. */
export async function freeLocalPort(): Promise<number> {
  while (true) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}
