import { createTestDht, keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import Hyperswarm from 'hyperswarm'
import { expect, test } from 'vitest'
import { openKeeper } from '../../src/network/dht-node.ts'
import { createNetwork, type NetworkOptions } from '../../src/network/network.ts'
import { freeLocalPort } from './processes.ts'

function open(name: string, options: NetworkOptions) {
  return createNetwork({ keyPair: keyPairOf(name), options })
}

test('with an explicit bootstrap there is that one segment and nothing else', async () => {
  await using dht = await createTestDht()
  await using alice = await open('alice', { bootstrap: [...dht.bootstrap] })
  await using bob = await open('bob', { bootstrap: [...dht.bootstrap] })
  const met = once(bob, 'connection')
  alice.join(topicOf('garden'))
  bob.join(topicOf('garden'))
  await met
  const status = alice.status()
  expect(status.segments.map(({ name, reachable }) => ({ name, reachable }))).toEqual([
    { name: 'explicit', reachable: true },
  ])
  expect(status.segments[0]?.address).toMatch(/^127\.0\.0\.1:/)
  expect(status).toMatchObject({ state: 'local', bootstrap: [dht.address], troubles: [] })
})

test('a bootstrap node that comes up later is found', async () => {
  const port = await freeLocalPort()
  const bootstrap = [{ host: '127.0.0.1', port }]
  await using alice = await open('alice', { bootstrap })
  expect(alice.state).toBe('offline')
  alice.join(topicOf('garden'))
  const keeper = await openKeeper({ host: '127.0.0.1', port })
  await once(alice, 'state', { where: (state: string) => state === 'local' })
  await using bob = await open('bob', { bootstrap })
  bob.join(topicOf('garden'))
  await waitFor(() => alice.connections.size === 1)
  await bob.close()
  await alice.close()
  await keeper.destroy()
})

test('a plain Hyperswarm on the same DHT meets us, dialling and dialled', async () => {
  await using dht = await createTestDht()
  await using alice = await open('alice', { bootstrap: [...dht.bootstrap] })
  const dialler = new Hyperswarm({ dht: dht.createNode(), keyPair: keyPairOf('bob') })
  const dialled = new Hyperswarm({ dht: dht.createNode(), keyPair: keyPairOf('carol') })
  for (const swarm of [dialler, dialled])
    swarm.on('connection', (stream) => stream.on('error', () => undefined))
  await alice.join(topicOf('served'), { client: false }).flushed()
  dialler.join(topicOf('served'), { server: false })
  await waitFor(() => alice.connections.size === 1 && dialler.connections.size === 1)
  await dialled.join(topicOf('sought'), { client: false }).flushed()
  alice.join(topicOf('sought'), { server: false })
  await waitFor(() => alice.connections.size === 2 && dialled.connections.size === 1)
  expect([...alice.connections.values()].map(({ initiator }) => initiator)).toEqual([false, true])
  await dialler.destroy()
  await dialled.destroy()
})

test('after close a network refuses new topics', async () => {
  const alice = await open('alice', { bootstrap: [] })
  await alice.close()
  expect(() => alice.join(topicOf('garden'))).toThrow(expect.objectContaining({ code: 'NETWORK_CLOSED' }))
  await using bob = await open('bob', { bootstrap: [] })
  expect(() => bob.join(Buffer.alloc(31))).toThrow(expect.objectContaining({ code: 'TOPIC_INVALID' }))
})

test('close ends within its deadline although the DHT is gone', async () => {
  const keeper = await openKeeper({ host: '127.0.0.1', port: 0 })
  const alice = await open('alice', { bootstrap: [{ host: '127.0.0.1', port: keeper.address()?.port ?? 0 }] })
  await alice.join(topicOf('garden')).flushed()
  await keeper.destroy({ force: true })
  const from = performance.now()
  await alice.close({ timeoutMs: 1000 })
  // Without the deadline it takes as long as the requests to nodes that are gone, over and over.
  expect(performance.now() - from).toBeLessThan(4000)
})
