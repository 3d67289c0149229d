import { createNetworks, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type NetworkProcess, startNetwork, startTestnet } from './processes.ts'

/** Addresses that are not private: no machine takes the others for neighbours. */
const PUBLIC_SUBNET = '44.77.0'

test('a process that started without internet is online when it comes, and again after a loss', async () => {
  await using networks = await createNetworks({ hosts: ['server', 'alice', 'bob'], subnet: PUBLIC_SUBNET })
  const { hosts } = networks
  await using server = await startTestnet(hosts.server)
  await hosts.server.unplug()
  const options = { publicBootstrap: server.bootstrap }
  await using alice = await startNetwork('alice', options, hosts.alice)
  await using bob = await startNetwork('bob', options, hosts.bob)
  alice.join('garden')
  bob.join('garden')
  expect((await alice.status()).state).toBe('local')

  await hosts.server.plug()
  await Promise.all([isOnline(alice), isOnline(bob)])
  const met = await Promise.all([alice.meets(bob, 20_000), bob.meets(alice, 20_000)])
  expect(met.map(({ segment }) => segment)).toEqual(['public', 'public'])

  await hosts.alice.unplug()
  await alice.next(({ event, state }) => event === 'state' && state === 'local', 30_000)
  await waitFor(async () => (await alice.status()).segments.every(({ kind }) => kind !== 'public'), {
    timeoutMs: 60_000,
  })
  await hosts.alice.plug()
  await isOnline(alice)
  await alice.meets(bob, 40_000)
})

async function isOnline(peer: NetworkProcess): Promise<void> {
  await peer.next(({ event, state }) => event === 'state' && state === 'online', 40_000)
}
