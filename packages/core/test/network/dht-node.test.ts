import { topicOf } from '@comice/testkit'
import HyperDHT from 'hyperdht'
import { expect, test } from 'vitest'
import { bindOrDiscard, openKeeper, openLocalNode } from '../../src/network/dht-node.ts'

test('one keeper is a whole DHT: what one node announces, another finds', async () => {
  const keeper = await openKeeper({ host: '127.0.0.1', port: 0 })
  const bootstrap = [{ host: '127.0.0.1', port: keeper.address()?.port ?? 0 }]
  const alice = await openLocalNode('127.0.0.1', bootstrap)
  const bob = await openLocalNode('127.0.0.1', bootstrap)
  await alice.announce(topicOf('garden'), alice.defaultKeyPair).finished()
  const found = []
  for await (const { peers } of bob.lookup(topicOf('garden'))) found.push(...peers)
  expect(found.map(({ publicKey }) => publicKey)).toEqual([alice.defaultKeyPair.publicKey])
  for (const node of [alice, bob, keeper]) await node.destroy()
})

test('hyperdht alone leaves the first node of a network ephemeral, so that it stores nothing', async () => {
  const first = new HyperDHT({ host: '127.0.0.1', ephemeral: false, firewalled: false, bootstrap: [] })
  await first.fullyBootstrapped()
  // When this fails, hyperdht was repaired and openKeeper can do without `_nat`.
  expect(first.ephemeral).toBe(true)
  await first.destroy()
})

test('a keeper whose port is taken fails and leaves nothing behind', async () => {
  const keeper = await openKeeper({ host: '127.0.0.1', port: 0 })
  const port = keeper.address()?.port ?? 0
  await expect(openKeeper({ host: '127.0.0.1', port })).rejects.toThrow()
  await keeper.destroy()
})

test('a node that cannot bind is discarded', async () => {
  const node = new HyperDHT({ host: '192.0.2.1', bootstrap: [] })
  await expect(bindOrDiscard(node)).rejects.toThrow()
  expect(node.destroyed).toBe(true)
})
