import { createUnderlay } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
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
