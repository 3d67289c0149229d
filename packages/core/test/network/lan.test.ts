import { createNetworks, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { NetworkStatus } from '../../src/network/network.ts'
import { type NetworkProcess, startNetwork, startTestnet } from './processes.ts'

test('two machines on a link without internet meet, with no options at all', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using alice = await startNetwork('alice', {}, networks.hosts.alice)
  await using bob = await startNetwork('bob', {}, networks.hosts.bob)
  alice.join('garden')
  bob.join('garden')
  const [met] = await Promise.all([alice.meets(bob), bob.meets(alice)])
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
  await waitFor(async () => (await bob.status()).segments.every(({ kind }) => kind !== 'lan'), {
    timeoutMs: 20_000,
  })
  await hosts.bob.run('ip', 'link', 'set', 'eth0', 'up')
  await bob.meets(alice, 40_000)
  await alice.meets(bob)
})

test('a dial by device key reaches a machine on the link', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using alice = await startNetwork('alice', {}, networks.hosts.alice)
  await using bob = await startNetwork('bob', {}, networks.hosts.bob)
  alice.join('anything')
  await alice.next(({ event }) => event === 'joined')
  bob.dial('alice')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
})

test('a link and the internet between the same machines make one connection, over the link, and it stays', async () => {
  await using networks = await createNetworks({ hosts: ['server', 'alice', 'bob'] })
  const { hosts } = networks
  await using server = await startTestnet(hosts.server)
  const options = { publicBootstrap: server.bootstrap }
  await using alice = await startNetwork('alice', options, hosts.alice)
  await using bob = await startNetwork('bob', options, hosts.bob)
  alice.join('garden')
  bob.join('garden')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  await waitFor(
    async () => (await alice.status()).state === 'online' && (await bob.status()).state === 'online',
  )
  const { openedAt } = await settled(alice)
  await settled(bob)
  // Longer than a swarm waits before it dials again.
  await expectSilence(bob, 4000)
  expect((await settled(alice)).openedAt).toBe(openedAt)
})

test('where another program holds the mDNS port for itself, the status names it, and the link comes when it is free', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using holder = await hosts.bob.spawn({
    script: new URL('./port-holder.ts', import.meta.url),
    args: ['5353'],
  })
  await holder.waitForLine('holding')
  await using alice = await startNetwork('alice', {}, hosts.alice)
  await using bob = await startNetwork('bob', {}, hosts.bob)
  alice.join('garden')
  bob.join('garden')
  await waitFor(async () => (await bob.status()).troubles.length > 0)
  expect((await bob.status()).troubles).toMatchObject([
    { segment: 'lan:eth0', error: { code: 'MDNS_UNAVAILABLE' } },
  ])
  await holder.kill()
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  await waitFor(async () => (await bob.status()).troubles.length === 0)
})

async function settled(peer: NetworkProcess): Promise<NetworkStatus['connections'][number]> {
  return waitFor(async () => {
    const { connections } = await peer.status()
    return connections.length === 1 && connections[0]?.segment === 'lan' ? connections[0] : null
  })
}

async function expectSilence(peer: NetworkProcess, ms: number): Promise<void> {
  await expect(peer.next(({ event }) => event.endsWith('connection'), ms)).rejects.toThrow('WAIT_TIMEOUT')
}
