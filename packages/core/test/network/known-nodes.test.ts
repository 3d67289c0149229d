import { keyPairOf, once, topicOf, waitFor } from '@comice/testkit'
import createTestnet from 'hyperdht/testnet.js'
import { expect, test } from 'vitest'
import { createNetwork, type HostPort } from '../../src/network/network.ts'

test('nodes of the public DHT are saved, and lead into it when no bootstrap server answers', async () => {
  const testnet = await createTestnet(6)
  const saved: HostPort[][] = []
  const save = (nodes: HostPort[]) => {
    saved.push(nodes)
    return Promise.resolve()
  }
  const alice = await createNetwork({
    keyPair: keyPairOf('alice'),
    options: {
      local: false,
      publicBootstrap: testnet.bootstrap,
      knownNodes: { load: () => Promise.resolve([]), save },
    },
  })
  await once(alice, 'state', { where: (state: string) => state === 'online' })
  await waitFor(() => (alice.status().segments[0]?.nodes ?? 0) >= 3)
  await alice.close()
  const known = saved.at(-1) ?? []
  expect(known.length).toBeGreaterThanOrEqual(3)

  const nobody = [{ host: '127.0.0.1', port: 9 }]
  const knownNodes = { load: () => Promise.resolve(known), save: () => Promise.resolve() }
  await using bob = await createNetwork({
    keyPair: keyPairOf('bob'),
    options: { local: false, publicBootstrap: nobody, knownNodes },
  })
  bob.join(topicOf('garden'))
  await waitFor(() => bob.state === 'online')
  await bob.close()
  await testnet.destroy()
})
