/**
 * DHT nodes for the parts of the network that we run ourselves.
 *
 * Facts of hyperdht 6.34 and dht-rpc 6.27 that this rests on (test/network/dht-node.test.ts holds them):
 * - A node that stores announcements must be persistent. `new HyperDHT({ ephemeral: false, bootstrap: [] })`, as
 *   hyperdht's own testnet makes its first node, never becomes so: it learns its address only from other persistent
 *   nodes. `HyperDHT.bootstrapper` tells it (`_nat.add`), and so does
 *   {@link openKeeper}. With that, one node is a whole DHT.
 * - A node leaves itself out of its own lookups. So the node that stores is never the node of a swarm.
 * - On one host or link there is no NAT. `firewalled: false` skips its detection (which wants four nodes; with fewer,
 *   connecting stalls in hole punching) and lets peers connect directly.
 * - `port: 0` means 49737; a range from 0 to 0 means any.
 */
import HyperDHT from 'hyperdht'
import { EMBEDDED_DHT_RECORDS } from '../constants.ts'
import type { HostPort } from './address.ts'

/** A node that stores announcements for others. `port` 0 takes any. @throws when the address cannot be bound. */
export async function openKeeper({ host, port }: HostPort, bootstrap: HostPort[] = []): Promise<HyperDHT> {
  const keeper = new HyperDHT({
    host,
    port: rangeOf(port),
    anyPort: port === 0,
    ephemeral: false,
    firewalled: false,
    bootstrap,
    maxSize: EMBEDDED_DHT_RECORDS,
  })
  keeper.once('listening', () => {
    const address = keeper.address()
    if (address !== null) (keeper as unknown as NatInternals)._nat.add(host, address.port)
  })
  await bindOrDiscard(keeper)
  await keeper.fullyBootstrapped()
  return keeper
}

/** The node of a swarm on one host or link: it stores nothing and is reachable as it is. @throws as {@link openKeeper} */
export async function openLocalNode(host: string, bootstrap: readonly HostPort[]): Promise<HyperDHT> {
  const node = new HyperDHT({
    host,
    port: rangeOf(0),
    ephemeral: true,
    firewalled: false,
    bootstrap: [...bootstrap],
  })
  await bindOrDiscard(node)
  return node
}

/** Binds; a node that cannot is taken apart, because its own destroy() waits for the bind and throws. */
export async function bindOrDiscard(node: HyperDHT): Promise<void> {
  try {
    await node.bind()
  } catch (error) {
    await node.destroy().catch(() => undefined)
    await (node as unknown as InterfaceInternals).io.networkInterfaces.destroy()
    throw error
  }
}

interface NatInternals {
  _nat: { add: (host: string, port: number) => void }
}

interface InterfaceInternals {
  io: { networkInterfaces: { destroy: () => Promise<unknown> } }
}

function rangeOf(port: number): [number, number] {
  return port === 0 ? [0, 0] : [port, port + 1]
}
