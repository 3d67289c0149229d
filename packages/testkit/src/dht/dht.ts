/// <reference types="@comice/holepunch-types" preserve="true" />
import type HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet'
import { DHT_NODES } from '../constants.ts'

/** Where a DHT node listens. */
export interface HostPort {
  host: string
  port: number
}

/** A distributed hash table inside this process, on 127.0.0.1. Processes on this machine can use it by {@link TestDht.bootstrap}. */
export interface TestDht extends AsyncDisposable {
  /** One address that any node, here or in a child process, bootstraps from. */
  readonly bootstrap: readonly HostPort[]
  /** The same as `host:port`, for a command line or an environment variable. */
  readonly address: string
  /**
   * A node bound to 127.0.0.1 that knows this DHT: pass it as `new Hyperswarm({ dht })`. It ends with the DHT.
   *
   * Do not use `new Hyperswarm({ bootstrap })` on loopback: it binds 0.0.0.0, and then the server never sees the
   * client's stream.
   */
  createNode(options?: HyperDHT.Options): HyperDHT
}

/** The size of a test DHT. */
export interface TestDhtOptions {
  /** Default 5; smaller ones sometimes time out. */
  nodes?: number
}

/**
 * Starts a DHT that needs no internet.
 *
 * ```ts
 * await using dht = await createTestDht()
 * const swarm = new Hyperswarm({ dht: dht.createNode() })
 * ```
 */
export async function createTestDht(options: TestDhtOptions = {}): Promise<TestDht> {
  const testnet = await createTestnet(options.nodes ?? DHT_NODES, { host: '127.0.0.1' })
  const bootstrap: readonly HostPort[] = testnet.bootstrap.map(({ host, port }) => ({ host, port }))
  let closing: Promise<void> | undefined
  return {
    bootstrap,
    address: bootstrap.map(({ host, port }) => `${host}:${port}`).join(','),
    createNode: (nodeOptions = {}) => testnet.createNode(nodeOptions),
    [Symbol.asyncDispose]: () => (closing ??= testnet.destroy()),
  }
}
