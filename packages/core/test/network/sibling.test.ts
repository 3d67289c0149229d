import { keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { PeerConnection } from '../../src/network/connection.ts'
import { createNetwork, type Network } from '../../src/network/network.ts'
import { freeLocalPort } from './processes.ts'
import { createLocalDht } from './local-dht.ts'

function siblingOf(network: Network, name: string): Network {
  return network.sibling({ keyPair: keyPairOf(name) })
}

function keysOf(network: Network): string[] {
  return [...network.connections.values()].map(({ remotePublicKey }) =>
    Buffer.from(remotePublicKey).toString('hex'),
  )
}

function hexOf(name: string): string {
  return Buffer.from(keyPairOf(name).publicKey).toString('hex')
}

test('siblings of two peers meet under their own keys, beside a connection of the peers', async () => {
  await using dht = await createLocalDht()
  const alice = await dht.network('alice')
  const bob = await dht.network('bob')
  const appOfAlice = siblingOf(alice, 'app of alice')
  const appOfBob = siblingOf(bob, 'app of bob')
  expect(appOfAlice.state).toBe('local')
  alice.join(topicOf('garden'))
  bob.join(topicOf('garden'))
  appOfAlice.join(topicOf('app'))
  appOfBob.join(topicOf('app'))
  await waitFor(() => [alice, bob, appOfAlice, appOfBob].every(({ connections }) => connections.size === 1))
  expect(keysOf(alice)).toEqual([hexOf('bob')])
  expect(keysOf(appOfAlice)).toEqual([hexOf('app of bob')])
  expect(keysOf(appOfBob)).toEqual([hexOf('app of alice')])
})

test('the end of a sibling ends its connections and nothing of its network', async () => {
  await using dht = await createLocalDht()
  const alice = await dht.network('alice')
  const bob = await dht.network('bob')
  const appOfAlice = siblingOf(alice, 'app of alice')
  const appOfBob = siblingOf(bob, 'app of bob')
  for (const network of [alice, bob]) network.join(topicOf('garden'))
  for (const network of [appOfAlice, appOfBob]) network.join(topicOf('app'))
  await waitFor(() => alice.connections.size === 1 && appOfBob.connections.size === 1)
  await appOfAlice.close()
  await waitFor(() => appOfBob.connections.size === 0)
  expect(keysOf(alice)).toEqual([hexOf('bob')])
  expect(alice.state).toBe('local')
  const carol = await dht.network('carol')
  carol.join(topicOf('garden'))
  await waitFor(() => alice.connections.size === 2)
})

test('a sibling can be made again under the same key, is found, and leaves nothing on the node', async () => {
  await using dht = await createLocalDht()
  const node = await dht.node()
  const alice = await dht.network('alice', { dht: node })
  const listeners = () => node.eventNames().map((name) => [name, node.listenerCount(name)])
  const before = listeners()
  const bob = await dht.network('bob')
  const appOfBob = siblingOf(bob, 'app of bob')
  appOfBob.join(topicOf('app'))
  for (let run = 0; run < 3; run++) {
    const app = siblingOf(alice, 'app of alice')
    app.join(topicOf('app'))
    await waitFor(() => app.connections.size === 1 && appOfBob.connections.size === 1)
    await app.close()
    await waitFor(() => appOfBob.connections.size === 0)
  }
  expect(listeners()).toEqual(before)
  expect(node.destroyed).toBe(false)
})

test('a sibling is on the segments of its network as they come and go, and closes with it', async () => {
  const localPort = await freeLocalPort()
  const options = { localPort, public: false, mdns: false }
  const alice = await createNetwork({ keyPair: keyPairOf('alice'), options })
  await using bob = await createNetwork({ keyPair: keyPairOf('bob'), options })
  const appOfAlice = siblingOf(alice, 'app of alice')
  const appOfBob = siblingOf(bob, 'app of bob')
  expect(appOfAlice.status().segments.map(({ name }) => name)).toEqual(['loopback'])
  appOfAlice.join(topicOf('app'))
  appOfBob.join(topicOf('app'))
  await waitFor(() => appOfAlice.connections.size === 1)
  const ended = once<[PeerConnection]>(appOfBob, 'disconnection')
  await alice.close()
  await ended
  expect(appOfAlice.status()).toMatchObject({ state: 'offline', segments: [], connections: [] })
  expect(() => appOfAlice.join(topicOf('more'))).toThrow(expect.objectContaining({ code: 'NETWORK_CLOSED' }))
  expect(() => siblingOf(alice, 'another')).toThrow(expect.objectContaining({ code: 'NETWORK_CLOSED' }))
})

test('when the host of the local DHT changes, siblings announce again', async () => {
  const localPort = await freeLocalPort()
  const options = { localPort, public: false, mdns: false }
  const host = await createNetwork({ keyPair: keyPairOf('host'), options })
  await using alice = await createNetwork({ keyPair: keyPairOf('alice'), options })
  const appOfAlice = siblingOf(alice, 'app of alice')
  await appOfAlice.join(topicOf('app'), { client: false }).flushed()
  await host.close()
  await using bob = await createNetwork({ keyPair: keyPairOf('bob'), options })
  const appOfBob = siblingOf(bob, 'app of bob')
  appOfBob.join(topicOf('app'), { server: false })
  await waitFor(() => appOfBob.connections.size === 1)
})

test('a sibling has bounds of its own', async () => {
  await using dht = await createLocalDht()
  const alice = await dht.network('alice')
  const app = alice.sibling({
    keyPair: keyPairOf('app of alice'),
    limits: { maxConnections: 1, maxUnknownConnections: 1 },
  })
  await app.join(topicOf('app'), { client: false }).flushed()
  const bob = siblingOf(await dht.network('bob'), 'app of bob')
  const carol = siblingOf(await dht.network('carol'), 'app of carol')
  bob.join(topicOf('app'), { server: false })
  await waitFor(() => app.connections.size === 1)
  carol.join(topicOf('app'), { server: false })
  await waitFor(() => app.status().refusals > 0)
  expect(app.connections.size).toBe(1)
  expect(alice.status().refusals).toBe(0)
})
