/** A DHT on loopback and two swarms in it. */
import hypercoreCrypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet'
import Hyperswarm from 'hyperswarm'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Reality, World } from './world.ts'

/** Fewer nodes sometimes time out. */
const TESTNET_NODES = 5

export interface Network {
  reality: Reality
  testnet: createTestnet.Testnet
  alice: Hyperswarm
  bob: Hyperswarm
}

export async function networkObjects(world: World): Promise<Network> {
  const testnet = await createTestnet(TESTNET_NODES)
  world.defer(() => testnet.destroy())
  const [alice, bob] = [swarmOf(world, testnet), swarmOf(world, testnet)]
  const { session, info } = await meet(alice, bob)
  return {
    testnet,
    alice,
    bob,
    reality: {
      'hyperswarm#Hyperswarm': { object: alice, statics: Hyperswarm },
      'hyperswarm#Hyperswarm.PeerDiscoverySession': { object: session },
      'hyperswarm#Hyperswarm.PeerDiscovery': { object: session.discovery },
      'hyperswarm#Hyperswarm.PeerInfo': { object: info },
      'hyperswarm#Hyperswarm.Stats': { object: alice.stats },
      'hyperdht/testnet#createTestnet': { statics: { createTestnet } },
      'hyperdht/testnet#createTestnet.Testnet': { object: testnet },
      ...(await dhtObjects(testnet)),
    },
  }
}

function swarmOf(world: World, testnet: createTestnet.Testnet): Hyperswarm {
  const swarm = new Hyperswarm({ dht: testnet.createNode() })
  swarm.on('connection', (connection) => connection.on('error', () => {}))
  world.defer(() => swarm.destroy())
  return swarm
}

async function meet(
  alice: Hyperswarm,
  bob: Hyperswarm,
): Promise<{ session: Hyperswarm.PeerDiscoverySession; info: Hyperswarm.PeerInfo }> {
  const topic = hypercoreCrypto.randomBytes(32)
  const met = Promise.withResolvers<[NoiseSecretStream, Hyperswarm.PeerInfo]>()
  bob.once('connection', (connection, info) => met.resolve([connection, info]))
  const session = alice.join(topic, { server: true, client: false })
  await session.flushed()
  bob.join(topic, { server: false, client: true })
  const [, info] = await met.promise
  return { session, info }
}

async function dhtObjects(testnet: createTestnet.Testnet): Promise<Reality> {
  const dht = testnet.createNode()
  await dht.fullyBootstrapped()
  const server = dht.createServer()
  await server.listen()
  const requested = requestOf(testnet)
  const keyPair = HyperDHT.keyPair()
  const topic = hypercoreCrypto.randomBytes(32)
  await dht.announce(topic, keyPair).finished()
  const lookup = dht.lookup(topic)
  const [found] = await repliesOf(lookup)
  const [peer] = await repliesOf(dht.findPeer(server.publicKey ?? new Uint8Array(32)))
  const { hash } = await dht.immutablePut(new Uint8Array([1]))
  await dht.mutablePut(keyPair, new Uint8Array([1]))
  const pool = dht.pool()
  const connection = dht.connect(server.publicKey ?? '', { pool })
  connection.on('error', () => {})
  await connection.opened
  const [ref] = [...pool.connections]
  return {
    'hyperdht#HyperDHT': { object: dht, statics: HyperDHT },
    'hyperdht#HyperDHT.Server': { object: server },
    'hyperdht#HyperDHT.ConnectionPool': { object: pool },
    'hyperdht#HyperDHT.ConnectionRef': { object: ref ?? {} },
    'hyperdht#HyperDHT.Query': { object: lookup },
    'hyperdht#HyperDHT.Address': { object: testnet.bootstrap[0] ?? {} },
    'hyperdht#HyperDHT.LookupReply': { object: found ?? {} },
    'hyperdht#HyperDHT.FindPeerReply': { object: peer ?? {} },
    'hyperdht#HyperDHT.Reply': { object: await dht.ping(testnet.bootstrap[0] ?? { host: '', port: 0 }) },
    'hyperdht#HyperDHT.ImmutableReply': { object: (await dht.immutableGet(hash)) ?? {} },
    'hyperdht#HyperDHT.MutableReply': { object: (await dht.mutableGet(keyPair.publicKey)) ?? {} },
    'hyperdht#HyperDHT.Stats': { object: dht.stats },
    'hyperdht#HyperDHT.Request': { object: await requested },
    'hyperdht#HyperDHT.RttStats': { object: await dht.rttStats() },
  }
}

async function repliesOf<R>(query: HyperDHT.Query<R>): Promise<R[]> {
  const replies: R[] = []
  for await (const reply of query) replies.push(reply)
  return replies
}

/** The next request that any node of the testnet gets from another. */
function requestOf(testnet: createTestnet.Testnet): Promise<HyperDHT.Request> {
  const { promise, resolve } = Promise.withResolvers<HyperDHT.Request>()
  for (const node of testnet) {
    const original = node.onrequest.bind(node)
    node.onrequest = (request) => {
      resolve(request)
      return original(request)
    }
  }
  return promise
}
