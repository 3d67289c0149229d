/** What goes with somebody who leaves or is removed, operation by operation. */
import { keyPairOf } from '@comice/testkit'
import Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { createDeviceRecord } from '../../src/invite/device-record.ts'
import { identityOf, makeCast, type Member } from './cast.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'

const cast = await makeCast(['alice', 'bob', 'carol'])
const [alice, bob, carol] = cast.members as readonly [Member, Member, Member]
const [anyNumber, counted] = cast.inviteIds as readonly [Uint8Array, Uint8Array]

async function withEverybody(): Promise<CastRoom> {
  const room = await openCastRoom(cast)
  for (const member of [bob, carol]) await room.admit(alice, member.deviceFor(anyNumber))
  return room
}

test('a device that waits does not bring back its person who was removed meanwhile', async () => {
  await using room = await withEverybody()
  const invite = { inviteId: counted, publicKey: Buffer.alloc(32), expiresAt: 0, maxUses: 3 }
  await room.write(alice, { kind: 'invite', role: 'member', ...invite })
  const keyPair = keyPairOf("bob's other core")
  const writer = { key: Hypercore.key({ version: 1, signers: [{ publicKey: keyPair.publicKey }] }), keyPair }
  const phone = await identityOf('bob', 'phone')
  const device = createDeviceRecord(phone, { writer, name: 'bob', context: counted })
  await room.admit(carol, device, counted)
  expect(await room.view.pending(writer.key)).not.toBeNull()

  await room.write(alice, { kind: 'remove', identityKey: bob.identity.publicKey, ban: false })
  expect(await room.view.pending(writer.key)).toBeNull()
  expect(await room.view.refusal(writer.key)).toBe('declined')
  // Who had not seen the removal lets it in.
  await room.write(carol, { kind: 'approve', writerKey: writer.key, on: true })
  expect(await room.view.departure(bob.identity.publicKey)).toMatchObject({ departure: 'removed' })
  expect(await room.view.device(writer.key)).toBeNull()
  expect(await room.view.state()).toMatchObject({ people: 2, pending: 0 })
})
