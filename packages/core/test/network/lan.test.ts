import { createNetworks, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startNetwork } from './processes.ts'

test('two machines on a link without internet meet, with no options at all', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using alice = await startNetwork('alice', {}, networks.hosts.alice)
  await using bob = await startNetwork('bob', {}, networks.hosts.bob)
  const readyAt = performance.now()
  alice.join('garden')
  bob.join('garden')
  const [met] = await Promise.all([alice.meets(bob), bob.meets(alice)])
  console.log(`lan: met ${performance.now() - readyAt} ms after both joined`)
  expect(met.segment).toBe('lan')
  const status = await alice.status()
  expect(status.state).toBe('local')
  expect(status.segments.map(({ name }) => name)).toEqual(['loopback', 'lan:eth0'])
})

test('a machine whose cable was out for long meets the others again', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using alice = await startNetwork('alice', {}, hosts.alice)
  await using bob = await startNetwork('bob', {}, hosts.bob)
  alice.join('garden')
  bob.join('garden')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  await hosts.bob.run('ip', 'link', 'set', 'eth0', 'down')
  await waitFor(async () => (await bob.status()).segments.every(({ kind }) => kind !== 'lan'), { timeoutMs: 20_000 })
  await hosts.bob.run('ip', 'link', 'set', 'eth0', 'up')
  await bob.meets(alice, 25_000)
  await alice.meets(bob)
}, 60_000)

test('a dial by device key reaches a machine on the link', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using alice = await startNetwork('alice', {}, networks.hosts.alice)
  await using bob = await startNetwork('bob', {}, networks.hosts.bob)
  alice.join('anything')
  await alice.next(({ event }) => event === 'joined')
  bob.dial('alice')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
})
