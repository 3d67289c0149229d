/**
 * Story: members of a room of 42 opened it again with their network cut, and `say` of some never returned. They had
 * fast-forwarded, and had closed before anybody read: `apply` waited for a block of the view that says who wrote.
 */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember, type RoomPeer, type TestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const MESSAGES = 300

/** Autobase goes forward when it is this many blocks of the system view behind; a batch is two. */
const BATCHES = 16

/** So much that the view's tree has several levels, and that a member who was away goes forward to it. */
async function fill({ room }: RoomMember): Promise<void> {
  await Promise.all(Array.from({ length: 40 }, () => room.createInvite()))
  const each = Math.ceil(MESSAGES / BATCHES)
  for (let from = 0; from < MESSAGES; from += each) {
    const numbers = Array.from({ length: Math.min(each, MESSAGES - from) }, (_, at) => from + at)
    await Promise.all(numbers.map((number) => room.say(`message ${number}`)))
  }
  await waitFor(() => isSigned(room))
}

function isSigned(room: Room): boolean {
  const { base } = insides(room)
  return base.signedLength === base.length
}

/** Opens the room of somebody who was away, and calls `onforward` in the moment in which the fast-forward counts. */
async function comeBack(
  { peers }: TestRoom<'alice'>,
  { member, onforward }: { member: RoomMember; onforward: () => void },
): Promise<RoomPeer> {
  const back = await peers.reopen(member)
  const room = await back.rooms.open(member.room.id)
  const { promise, resolve } = Promise.withResolvers<void>()
  insides(room).base.once('fast-forward', () => {
    onforward()
    resolve()
  })
  await promise
  return back
}

test('who loses everybody as soon as they went forward can open the room, write everything, and read the newest', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay })
  const { alice, bob, peers } = test
  await bob.close()
  await fill(alice)
  const [invite] = await alice.room.invites()
  const back = await comeBack(test, { member: bob, onforward: () => underlay.cut('bob') })

  const alone = await peers.reopen(back, { isOnline: false })
  const room = await alone.rooms.open(bob.room.id)
  expect(room.state).toBe('member')
  const said = await room.say('nobody is here')
  expect(said).toMatchObject({ seq: MESSAGES, name: 'bob', text: 'nobody is here' })
  await room.rename('robert')
  const created = await room.createInvite()
  await room.revokeInvite(created.id)
  await room.setSeeder(Buffer.alloc(32, 1))
  // Many, so that nodes of both trees are split.
  await Promise.all(Array.from({ length: 50 }, (_, number) => room.say(`alone ${number}`)))
  expect((await room.history({ limit: 50 })).messages.at(-1)?.text).toBe('alone 49')
  expect((await room.members()).map(({ name }) => name).sort()).toEqual(['alice', 'robert'])
  expect(await room.invites()).toContainEqual(invite)
})

test('a fast-forward fetches no older messages', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await bob.close()
  await fill(alice)
  const { core } = insides(alice.room).base.view
  let missing = 0
  const back = await comeBack(test, { member: bob, onforward: () => undefined })
  const view = back.peer.store.get({ key: core.key ?? Buffer.alloc(0), active: false })
  await view.ready()
  for (let index = 0; index < view.length; index++) if (!(await view.has(index))) missing++
  await view.close()
  expect(missing).toBeGreaterThan(MESSAGES / 2)
})

test('who went forward can let others go forward, with everybody else away', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'])
  const { alice, bob, carol } = test
  await bob.close()
  await carol.close()
  await fill(alice)
  const back = await comeBack(test, { member: bob, onforward: () => undefined })
  const room = await back.rooms.open(bob.room.id)
  await alice.close()
  await room.say('alice is away')
  const third = await comeBack(test, { member: carol, onforward: () => undefined })
  const last = await third.rooms.open(carol.room.id)
  await waitFor(async () => (await last.history({ limit: 1 })).messages[0]?.text === 'alice is away')
})

test('a fast-forward for which a block does not come is given up, and the room is read as it was written', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  await bob.close()
  await fill(alice)
  const seeder = await peers.add('seeder')
  await seeder.peer.network.joinPeer(alice.peer.identity.device.publicKey).flushed()
  for (const { key, kind, length } of await alice.room.cores()) {
    const core = seeder.peer.store.get({ key })
    await core.ready()
    // All that Autobase looks for, and a view that is nearly empty.
    await core.download({ start: kind === 'view' ? length - 1 : 0, end: length }).done()
  }
  await alice.close()

  const back = await peers.reopen(bob)
  const room = await back.rooms.open(bob.room.id)
  let isForward = false
  insides(room).base.once('fast-forward', () => (isForward = true))
  seeder.peer.network.joinPeer(bob.peer.identity.device.publicKey)
  await waitFor(async () => (await room.history({ limit: 1 })).messages[0]?.seq === MESSAGES - 1)
  expect((await room.history({ limit: MESSAGES })).messages).toHaveLength(MESSAGES)
  expect(isForward).toBe(false)
})
