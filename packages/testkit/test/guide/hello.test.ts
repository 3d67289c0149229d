// hello.test.ts: two peers, a DHT, and no internet.
import { connect, createPeers } from '@comice/testkit'
import { expect, test } from 'vitest'

test('bob reads what alice appended', async () => {
  await using peers = await createPeers('alice', 'bob')
  const { alice, bob } = peers
  await connect(alice, bob)

  const core = alice.store.get({ name: 'notes' })
  await core.append('hello')

  const copy = bob.store.get({ key: core.key })
  expect(String(await copy.get(0))).toBe('hello')
})
