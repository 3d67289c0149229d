import { createUnderlay } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, createTestRooms } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

test('a room that could not be opened alone is opened when somebody is there, by the same program', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay })
  const { alice, bob, peers } = test
  for (let number = 0; number < 40; number++) await bob.room.say(`message ${number}`)
  const { key } = insides(bob.room).base.view.core
  const back = await peers.reopen(bob)
  // As the disk of somebody who lost a part of it.
  const view = back.peer.store.get({ key: key ?? Buffer.alloc(0), active: false })
  await view.ready()
  await view.clear(0, view.length - 1)
  await view.close()
  underlay.cut('bob')
  await expect(back.rooms.open(alice.room.id)).rejects.toMatchObject({ code: 'HISTORY_UNREACHABLE' })

  underlay.heal('bob')
  const connected = back.peer.network.joinPeer(alice.peer.identity.device.publicKey)
  await connected.flushed()
  const room = await back.rooms.open(alice.room.id)
  expect((await room.history({ limit: 40 })).messages).toHaveLength(40)
})

test('of rooms that another device lists, a profile takes no more than it may have; an invite still lets in', async () => {
  await using peers = await createTestRooms(['alice', 'bob'], { rooms: { maxListedRooms: 2 } })
  const { alice, bob } = peers
  const made = [await alice.rooms.create({ name: 'one' }), await alice.rooms.create({ name: 'two' })]
  const third = await bob.rooms.create({ name: 'three' })
  const [listed] = await bob.rooms.entries()
  if (listed === undefined) throw new Error('no room')
  await expect(alice.rooms.add(listed)).rejects.toMatchObject({ code: 'ROOMS_FULL' })
  // One that it has is opened.
  const known = (await alice.rooms.entries()).find(({ name }) => name === 'one')
  expect(known && (await alice.rooms.add(known))).toBe(made[0])
  const { text } = await third.createInvite()
  expect((await alice.rooms.join(text)).name).toBe('three')
})
