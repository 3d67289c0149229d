import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet'
import Hyperswarm, { type PeerInfo } from 'hyperswarm'
import type UDX from 'udx-native'
import { expectTypeOf } from 'vitest'

export async function joinAndConnect(topic: Uint8Array): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const testnet = await createTestnet(5)
  stack.defer(() => testnet.destroy())
  const swarm = new Hyperswarm({
    dht: testnet.createNode(),
    maxPeers: 8,
    firewall: (key) => key.byteLength !== 32,
  })
  stack.defer(() => swarm.destroy())
  swarm.on('connection', (connection, peer) => {
    expectTypeOf({ connection, peer }).toEqualTypeOf<{
      connection: NoiseSecretStream<UDX.Stream>
      peer: PeerInfo
    }>()
    expectTypeOf(connection.remotePublicKey).toEqualTypeOf<Uint8Array>()
    connection.on('error', (error) => error.code)
    connection.on('data', (chunk) => expectTypeOf(chunk).toEqualTypeOf<Uint8Array>())
    connection.write('hello')
    connection.end()
  })
  const discovery = swarm.join(topic, { server: true, client: false })
  await discovery.flushed()
  await swarm.flush()
  await swarm.leave(topic)
  // @ts-expect-error a topic is bytes
  swarm.join('topic')
  // @ts-expect-error there is no such role
  swarm.join(topic, { listener: true })
}

export async function plainDht(publicKey: Uint8Array): Promise<void> {
  const dht = new HyperDHT({ bootstrap: [{ host: '127.0.0.1', port: 49737 }] })
  const server = dht.createServer({ firewall: () => false }, (connection) => connection.pipe(connection))
  await server.listen(HyperDHT.keyPair())
  const connection = dht.connect(publicKey)
  const opened = await connection.opened
  expectTypeOf(opened).toEqualTypeOf<boolean>()
  for await (const reply of dht.lookup(publicKey)) {
    expectTypeOf(reply.peers[0]?.publicKey).toEqualTypeOf<Uint8Array | undefined>()
  }
  // @ts-expect-error a port is a number
  await dht.ping({ host: '127.0.0.1', port: '49737' })
  await dht.destroy()
}
