/** An owner's telephone is stolen, and takes over on one side of a cut while it is put out on the other. */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomPeer } from '../../src/testing/test-room.ts'
import { anotherDevice, takeAlong } from '../room/another-device.ts'
import { makeOwner, textsIn, untilAgreed, untilText } from './agreed.ts'

const WAIT = { timeoutMs: 40_000 } as const

/** That peer's device signs, as these see it, and is in. */
async function untilSignedBy({ peer }: RoomPeer, rooms: readonly Room[]): Promise<void> {
  const { publicKey } = peer.identity.device
  for (const room of rooms) {
    await waitFor(async () => {
      const signer = await room.signer()
      return signer?.isPresent === true && Buffer.compare(signer.device, publicKey) === 0
    }, WAIT)
  }
}

test('the sides meet: another owner signs, the same one for all, the telephone is out, and nothing is lost', async () => {
  await using stack = new AsyncDisposableStack()
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { underlay })
  const { alice, bob, carol, peers } = test
  for (const name of ['bob', 'carol']) await makeOwner(alice.room, name, [bob, carol])
  const phone = await anotherDevice(stack, { dht: peers.dht, underlay }, bob)
  const stolen = await takeAlong(bob, phone, bob.room)
  await stolen.say('from the phone')
  for (const { room } of [alice, bob, carol]) await untilText(room, 'from the phone')
  await untilAgreed([alice.room, bob.room, carol.room])
  for (const here of ['phone', 'carol']) for (const there of ['alice', 'bob']) underlay.cut(here, there)

  await stolen.takeOver()
  await untilSignedBy(phone, [carol.room])
  await carol.room.say('signed by the thief')
  await bob.room.ownDevices.remove(phone.peer.identity.device.publicKey)
  await bob.room.say('signed by alice')
  await untilText(alice.room, 'signed by alice')
  // On that side it is settled that the phone is out: nothing that it wrote comes before it.
  await untilAgreed([alice.room, bob.room])
  underlay.heal()

  await untilSignedBy(carol, [carol.room])
  await untilSignedBy(carol, [alice.room, bob.room])
  await untilAgreed([alice.room, bob.room, carol.room])
  expect(await textsIn(bob.room)).toHaveLength(3)
  await waitFor(() => stolen.state === 'removed', WAIT)
  await expect(stolen.takeOver()).rejects.toMatchObject({ code: 'DEVICE_REMOVED' })
}, 180_000)
