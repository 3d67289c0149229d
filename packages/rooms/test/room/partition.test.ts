/** What happens to rooms of the second format when both sides of a cut network change who is in. */
import { encodeOperation } from '@comice/protocol'
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember, type RoomPeer } from '../../src/testing/test-room.ts'
import { appendOperation, insides } from '../hostile/mallory.ts'
import { anotherDevice, takeAlong } from './another-device.ts'

const WAIT = { timeoutMs: 40_000 } as const

async function idOf(room: Room, name: string): Promise<string> {
  const member = (await room.members()).find((one) => one.name === name)
  if (member === undefined) throw new Error(`${name} is not in the room`)
  return member.id
}

async function namesIn(room: Room): Promise<string> {
  return (await room.members())
    .map(({ name }) => name)
    .sort()
    .join()
}

async function textsIn(room: Room): Promise<string[]> {
  return (await room.history({ limit: 500 })).messages.map(({ text, unreadable }) => unreadable ?? text)
}

function untilNames(room: Room, names: string): Promise<unknown> {
  return waitFor(async () => (await namesIn(room)) === names, { ...WAIT, describe: `only ${names}` })
}

function untilText(room: Room, text: string): Promise<unknown> {
  return waitFor(async () => (await textsIn(room)).includes(text), { ...WAIT, describe: text })
}

/** A moderator or more, and everybody knows it. */
async function promote(
  of: Room,
  name: string,
  { to, seenBy }: { to: 'admin' | 'owner'; seenBy: RoomMember[] },
) {
  await of.setRole(await idOf(of, name), to)
  for (const { room } of seenBy) {
    await waitFor(
      async () => (await room.members()).some((one) => one.name === name && one.role === to),
      WAIT,
    )
  }
}

test('two admins who cannot see each other remove one each: both are out, and read nothing of what follows', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol', 'dave'], { format: 2, underlay })
  const { alice, bob, carol, dave } = test
  await promote(alice.room, 'bob', { to: 'admin', seenBy: [bob, carol, dave] })
  underlay.cut('bob')
  await alice.room.remove(await idOf(alice.room, 'carol'))
  await bob.room.remove(await idOf(bob.room, 'dave'))
  underlay.heal()
  await untilNames(alice.room, 'alice,bob')
  await untilNames(bob.room, 'alice,bob')

  // Each new key went to the other's victim, so neither is good any more: who speaks makes one more.
  await alice.room.say('only us two')
  await untilText(bob.room, 'only us two')
  await bob.room.say('only us two here')
  await untilText(alice.room, 'only us two here')
  for (const { room } of [carol, dave]) {
    await waitFor(async () => (await textsIn(room)).length === 2, WAIT)
    expect(await textsIn(room)).toEqual(['no-key', 'no-key'])
  }
  const late = (await alice.room.history()).messages.filter(({ isLate }) => isLate)
  expect(late).toEqual([])
}, 240_000)

test('what somebody says before they know of a removal is marked, and may be read by the removed', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { format: 2, underlay })
  const { alice, bob, carol } = test
  await alice.room.say('hello')
  await untilText(bob.room, 'hello')
  await untilText(carol.room, 'hello')
  underlay.cut('bob')
  await alice.room.remove(await idOf(alice.room, 'carol'))
  await bob.room.say('I do not know yet')
  underlay.heal()
  await untilText(alice.room, 'I do not know yet')
  await untilNames(bob.room, 'alice,bob')
  const marked = await waitFor(async () => {
    const { messages } = await alice.room.history()
    return messages.find(({ text }) => text === 'I do not know yet')
  })
  expect(marked).toMatchObject({ isLate: true, unreadable: null })
  await bob.room.say('now I do')
  await untilText(alice.room, 'now I do')
  expect((await alice.room.history()).messages.at(-1)).toMatchObject({ text: 'now I do', isLate: false })
}, 240_000)

test('what a banned member wrote offline is held back and can be looked at, and they do not come back', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { format: 2, underlay })
  const { alice, bob } = test
  await alice.room.say('hello')
  await untilText(bob.room, 'hello')
  underlay.cut('bob')
  await bob.room.say('written offline')
  const bobId = await idOf(alice.room, 'bob')
  await alice.room.ban(bobId)
  await alice.room.say('after the ban')
  underlay.heal()
  await waitFor(async () => (await alice.room.former())[0]?.heldBack === 1, WAIT)
  expect(await alice.room.former()).toMatchObject([
    { id: bobId, name: 'bob', departure: 'banned', messages: [{ text: 'written offline' }] },
  ])
  expect(await textsIn(alice.room)).toEqual(['hello', 'after the ban'])
  await waitFor(() => bob.room.state === 'removed', WAIT)
  expect(bob.room.problem).toMatchObject({ code: 'ROOM_REMOVED' })

  const { text } = await alice.room.createInvite({ maxUses: 0 })
  await expect(bob.rooms.join(text, { timeoutMs: 20_000 })).rejects.toMatchObject({ code: 'INVITE_REFUSED' })
  await alice.room.unban(bobId)
  const again = await bob.rooms.join(text, { nickname: 'bob', timeoutMs: 40_000 })
  await untilText(again, 'after the ban')
  await again.say('back again')
  await untilText(alice.room, 'back again')
}, 240_000)

test('of two who use the last invite on both sides of a cut, both wait without a key, and one gets in', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { format: 2, underlay })
  const { alice, bob, peers } = test
  await alice.room.say('for members')
  await untilText(bob.room, 'for members')
  const { text, id } = await alice.room.createInvite({ maxUses: 1 })
  await waitFor(async () => (await bob.room.invites()).some((invite) => invite.id === id), WAIT)
  const [carol, dave] = [await peers.add('carol'), await peers.add('dave')]
  for (const [one, other] of [
    ['alice', 'bob'],
    ['alice', 'dave'],
    ['bob', 'carol'],
    ['carol', 'dave'],
  ] as const) {
    underlay.cut(one, other)
  }
  const join = (peer: RoomPeer) =>
    peer.rooms.join(text, { nickname: peer.name, timeoutMs: 60_000 }).then(
      (room) => ({ room, code: null }),
      (error: { code: string }) => ({ room: null, code: error.code }),
    )
  const [atCarol, atDave] = [join(carol), join(dave)]
  // Alice signs the order, so on her side it is settled. On bob's it is not.
  await waitFor(async () => (await bob.room.pending()).length === 1, WAIT)
  const [entry] = await waitFor(async () => {
    const list = await dave.rooms.list()
    return list.length === 1 ? list : null
  }, WAIT)
  const waiting = await dave.rooms.open(entry?.id ?? '')
  await waitFor(() => waiting.state === 'pending', WAIT)
  await expect(waiting.say('let me in')).rejects.toMatchObject({ code: 'ROOM_NOT_WRITABLE' })
  expect(await textsIn(waiting)).toEqual(['no-key'])
  expect(await atCarol).toMatchObject({ code: null })
  underlay.heal()
  expect(await atDave).toMatchObject({ code: 'INVITE_SPENT' })
  await untilNames(bob.room, 'alice,bob,carol')
  expect((await alice.room.invites()).find((invite) => invite.id === id)).toMatchObject({ uses: 1 })
  expect(await alice.room.pending()).toEqual([])
}, 180_000)

test('the last owner does not leave unnoticed; when a modified client does, somebody else is the owner', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { format: 2 })
  const { alice, bob, carol } = test
  await promote(alice.room, 'carol', { to: 'admin', seenBy: [bob, carol] })
  await expect(alice.room.leave()).rejects.toMatchObject({ code: 'ROOM_LAST_OWNER' })
  const aliceId = await idOf(alice.room, 'alice')
  await expect(alice.room.setRole(aliceId, 'member')).rejects.toMatchObject({ code: 'ROOM_LAST_OWNER' })
  await appendOperation(alice, encodeOperation({ kind: 'leave', claimedAt: 1 }))
  await untilNames(bob.room, 'bob,carol')
  const owners = async () => (await bob.room.members()).filter(({ role }) => role === 'owner')
  expect((await owners()).map(({ name }) => name)).toEqual(['carol'])
  await waitFor(() => alice.room.state === 'removed', WAIT)
  expect(alice.room.problem).toMatchObject({ code: 'ROOM_LEFT' })

  await carol.room.say('I own this now')
  await untilText(bob.room, 'I own this now')
  await waitFor(async () => (await textsIn(alice.room)).length === 1, WAIT)
  expect(await textsIn(alice.room)).toEqual(['no-key'])
  expect(insides(bob.room).state).toBe('member')
}, 240_000)

test('somebody is promoted on one side and removed on the other: the order decides, and all agree', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { format: 2, underlay })
  const { alice, bob, carol } = test
  await promote(alice.room, 'bob', { to: 'owner', seenBy: [bob, carol] })
  underlay.cut('bob')
  await alice.room.setRole(await idOf(alice.room, 'carol'), 'admin')
  await bob.room.remove(await idOf(bob.room, 'carol'))
  underlay.heal()
  const standing = async ({ room }: RoomMember) =>
    JSON.stringify((await room.members()).map(({ name, role }) => `${name} ${role}`).sort())
  await waitFor(async () => {
    const [a, b] = [await standing(alice), await standing(bob)]
    const lengths = [alice, bob].map(({ room }) => insides(room).base.length)
    return a === b && lengths[0] === lengths[1]
  }, WAIT)
  // An owner may remove an admin as well as a member, so in either order carol is out.
  expect(await standing(alice)).toBe(JSON.stringify(['alice owner', 'bob owner']))
  await alice.room.say('agreed')
  await untilText(bob.room, 'agreed')
}, 240_000)

test('two owners leave on two sides of a cut, each sure of the other: the room has an owner when they meet', async () => {
  await using underlay = createUnderlay()
  const names = ['alice', 'bob', 'carol', 'dave'] as const
  await using test = await createTestRoom(names, { format: 2, underlay })
  const { alice, bob, carol, dave } = test
  await promote(alice.room, 'bob', { to: 'owner', seenBy: [bob, carol, dave] })
  await promote(alice.room, 'dave', { to: 'admin', seenBy: [bob, carol, dave] })
  for (const other of ['alice', 'carol', 'dave'] as const) underlay.cut('bob', other)
  await bob.room.leave()
  await alice.room.leave()
  underlay.heal()
  for (const { room } of [carol, dave]) await untilNames(room, 'carol,dave')
  for (const { room } of [carol, dave]) {
    const roles = (await room.members()).map(({ name, role }) => `${name} ${role}`).sort()
    expect(roles).toEqual(['carol member', 'dave owner'])
  }
  for (const { room } of [alice, bob]) {
    await waitFor(() => room.state === 'removed', WAIT)
    expect(room.problem).toMatchObject({ code: 'ROOM_LEFT' })
  }
  await dave.room.say('I keep it')
  await untilText(carol.room, 'I keep it')
}, 240_000)

test('two admins give one person two roles on two sides of a cut: everybody has the same one', async () => {
  await using underlay = createUnderlay()
  const names = ['alice', 'bob', 'carol', 'dave'] as const
  await using test = await createTestRoom(names, { format: 2, underlay })
  const { alice, bob, carol, dave } = test
  for (const name of ['bob', 'carol'])
    await promote(alice.room, name, { to: 'admin', seenBy: [bob, carol, dave] })
  for (const other of ['alice', 'carol', 'dave'] as const) underlay.cut('bob', other)
  const daveId = await idOf(alice.room, 'dave')
  await bob.room.setRole(daveId, 'moderator')
  await carol.room.setRole(daveId, 'reader')
  underlay.heal()
  const roleAt = async ({ room }: RoomMember) => (await room.members()).find(({ id }) => id === daveId)?.role
  await waitFor(async () => {
    const lengths = new Set([alice, bob, carol, dave].map(({ room }) => insides(room).base.length))
    const roles = new Set(await Promise.all([alice, bob, carol, dave].map(roleAt)))
    return lengths.size === 1 && roles.size === 1
  }, WAIT)
  // The later one in the order counts, whichever it is.
  expect(['moderator', 'reader']).toContain(await roleAt(alice))
}, 240_000)

test('a device is put out while it is offline: what it said there does not count, and it reads nothing that follows', async () => {
  await using underlay = createUnderlay()
  await using stack = new AsyncDisposableStack()
  const test = stack.use(await createTestRoom(['alice', 'bob'], { format: 2, underlay }))
  const { alice, bob, peers } = test
  const phone = await anotherDevice(stack, { dht: peers.dht, underlay }, bob)
  const there = await takeAlong(bob, phone, bob.room)
  await there.say('from the phone')
  await untilText(alice.room, 'from the phone')
  await untilText(bob.room, 'from the phone')
  underlay.cut('phone')
  await there.say('written offline')
  await bob.room.ownDevices.remove(phone.peer.identity.device.publicKey)
  await waitFor(async () => (await alice.room.devices()).length === 2, WAIT)
  await alice.room.say('after it')
  await untilText(bob.room, 'after it')
  // The order is settled before the phone is back.
  await waitFor(() => {
    const { base } = insides(bob.room)
    return base.signedLength === base.length
  }, WAIT)
  const ignored = (await alice.room.diagnostics()).unauthorised
  underlay.heal()
  await waitFor(() => there.state === 'removed', WAIT)
  expect(there.problem).toMatchObject({ code: 'DEVICE_REMOVED' })
  // Counted as what nobody may say, at each member.
  for (const { room } of [alice, bob])
    await waitFor(async () => (await room.diagnostics()).unauthorised === ignored + 1, WAIT)
  await bob.room.say('bob is still in')
  await untilText(alice.room, 'bob is still in')
  for (const { room } of [alice, bob])
    expect(await textsIn(room)).toEqual(['from the phone', 'after it', 'bob is still in'])
  await waitFor(async () => (await textsIn(there)).length === 3, WAIT)
  expect(await textsIn(there)).toEqual(['from the phone', 'no-key', 'no-key'])
}, 120_000)
