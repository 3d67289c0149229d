/** A DHT on 127.0.0.1 inside the test, and networks and raw nodes on it. */
import { keyPairOf } from '@comice/testkit'
import type HyperDHT from 'hyperdht'
import { openKeeper, openLocalNode } from '../../src/network/dht-node.ts'
import { createNetwork, type HostPort, type Network, type NetworkOptions } from '../../src/network/network.ts'

export interface LocalDht extends AsyncDisposable {
  readonly bootstrap: HostPort[]
  network(name: string, options?: NetworkOptions, now?: () => number): Promise<Network>
  /** A node that does what the test tells it: mallory's. */
  node(): Promise<HyperDHT>
}

export async function createLocalDht(): Promise<LocalDht> {
  await using stack = new AsyncDisposableStack()
  const keeper = await openKeeper({ host: '127.0.0.1', port: 0 })
  stack.defer(() => keeper.destroy({ force: true }))
  const bootstrap = [{ host: '127.0.0.1', port: keeper.address()?.port ?? 0 }]
  const kept = stack.move()
  return {
    bootstrap,
    network: async (name, options = {}, now = Date.now) =>
      kept.use(await createNetwork({ keyPair: keyPairOf(name), options: { bootstrap, ...options }, now })),
    node: async () => {
      const node = await openLocalNode('127.0.0.1', bootstrap)
      kept.defer(() => node.destroy({ force: true }))
      return node
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
