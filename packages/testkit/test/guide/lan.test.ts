// lan.test.ts: two machines on one LAN without internet. Linux only: it says why where it cannot run.
import { createNetworks, tempDir, topicOf } from '@comice/testkit'
import { test } from 'vitest'

test('bob reads the notes of alice over a LAN', async () => {
  await using dir = await tempDir()
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { alice, bob } = networks.hosts
  const script = new URL('./lan-peer.ts', import.meta.url)
  const env = { FIRST: alice.address, TOPIC: topicOf('notes').toString('hex') }

  const share = { ...env, ADDRESS: alice.address, STORE: dir.join('alice') }
  await using first = await alice.spawn({ script, env: share })
  const { id } = await first.waitForJson<{ id: string }>((line) => 'id' in line)

  const read = { ...env, ADDRESS: bob.address, STORE: dir.join('bob'), ID: id }
  await using second = await bob.spawn({ script, env: read })
  await second.waitForJson(({ note }) => note === 'milk')
})
