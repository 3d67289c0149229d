import { keyPairOf, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'

test('the devices of a room’s members are acquaintances at every member’s, a stranger’s is not, until it closes', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const devices = [alice, bob].map(({ peer }) => peer.identity.device.publicKey)
  const known = ({ peer }: typeof alice) => devices.every((key) => peer.acquaintances.isKnown(key))
  await waitFor(() => known(alice) && known(bob), { describe: 'both know each other' })
  expect(alice.peer.acquaintances.isKnown(keyPairOf('mallory').publicKey)).toBe(false)
  await alice.room.close()
  expect(known(alice)).toBe(false)
})
