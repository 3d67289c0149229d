/// <reference types="@comice/holepunch-types" preserve="true" />
import { createRequire } from 'node:module'
import type HyperDHT from 'hyperdht'
import type CreateTestnet from 'hyperdht/testnet'
import { DHT_NODES } from '../constants.ts'

// hyperdht names no exports, so an import would have to end in .js, which the declarations do not know.
const createTestnet = createRequire(import.meta.url)('hyperdht/testnet') as typeof CreateTestnet

/** Where a DHT node listens. */
export interface HostPort {
  host: string
  port: number
}

/** A distributed hash table inside this process, on loopback. Other processes can use it by {@link TestDht.address}. */
export interface TestDht extends AsyncDisposable {
  /** One address that any node, here or in a child process, bootstraps from. */
  readonly bootstrap: readonly HostPort[]
  /** The same as `host:port`, for a command line or an environment variable. */
  readonly address: string
  /**
   * A node bound to that host that knows this DHT: pass it as `new Hyperswarm({ dht })`. It ends with the DHT.
   *
   * Do not use `new Hyperswarm({ bootstrap })` on loopback: it binds 0.0.0.0, and then the server never sees the
   * client's stream.
   */
  createNode(options?: HyperDHT.Options): HyperDHT
}

/** The size of a test DHT, and where it listens. */
export interface TestDhtOptions {
  /** Default 5; smaller ones sometimes time out. */
  nodes?: number
  /** The address that peers reach it at. Default 127.0.0.1. For any other, its nodes bind 0.0.0.0. */
  host?: string
  /** UDP port of the bootstrap node. Default: a free one. */
  port?: number
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
  const { nodes = DHT_NODES, host = '127.0.0.1', port = 0 } = options
  const testnet = await createTestnet(nodes, { host, port })
  const bootstrap: readonly HostPort[] = testnet.bootstrap.map((at) => ({ host: at.host, port: at.port }))
  let closing: Promise<void> | undefined
  return {
    bootstrap,
    address: bootstrap.map((at) => `${at.host}:${at.port}`).join(','),
    createNode: (nodeOptions = {}) => testnet.createNode({ host, ...nodeOptions }),
    [Symbol.asyncDispose]: () => (closing ??= testnet.destroy()),
  }
}
