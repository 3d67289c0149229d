/** Two networks on loopback that are connected, for the tests of this folder. */
import { keyPairOf, once, topicOf } from '@comice/testkit'
import { encodeKey } from '@comice/protocol'
import type { PeerConnection } from '../../src/network/connection.ts'
import type { Network, NetworkOptions } from '../../src/network/network.ts'
import { createLocalDht } from '../network/local-dht.ts'

export interface LinkedNetworks extends AsyncDisposable {
  readonly alice: Network
  readonly bob: Network
  readonly atAlice: PeerConnection
  readonly atBob: PeerConnection
}

/** By default each knows everybody. */
export async function linkNetworks(
  options: { alice?: NetworkOptions; bob?: NetworkOptions } = {},
): Promise<LinkedNetworks> {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createLocalDht())
  const alice = await dht.network('alice', { isKnown: () => true, ...options.alice })
  const bob = await dht.network('bob', { isKnown: () => true, ...options.bob })
  const met = once(alice, 'connection')
  await alice.join(topicOf('garden')).flushed()
  bob.join(topicOf('garden'))
  await met
  const atBob = connectionTo(bob, 'alice') ?? (await once<[PeerConnection]>(bob, 'connection'))[0]
  const atAlice = connectionTo(alice, 'bob')
  if (atAlice === undefined) throw new Error('not connected')
  const kept = stack.move()
  return { alice, bob, atAlice, atBob, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function connectionTo(network: Network, name: string): PeerConnection | undefined {
  return network.connections.get(encodeKey(keyPairOf(name).publicKey))
}

/** TCP listeners of this process. */
export function listenerCount(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length
}
