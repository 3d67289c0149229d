import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, createTestRooms } from '../../src/testing/test-room.ts'

const HOUR_MS = 60 * 60 * 1000

test('an expired invite is refused by the clock of the member who is asked', async () => {
  let now = 1_800_000_000_000
  await using peers = await createTestRooms(['alice', 'bob'], { now: () => now })
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const { text } = await room.createInvite({ expiresInMs: HOUR_MS })
  now += HOUR_MS
  await expect(peers.bob.rooms.join(text, { timeoutMs: 20_000 })).rejects.toMatchObject({
    code: 'INVITE_EXPIRED',
  })
  expect(await room.members()).toHaveLength(1)
  expect(await peers.bob.rooms.list()).toEqual([])
})

test('an invite for one admits one, and says so to the second', async () => {
  await using peers = await createTestRooms(['alice', 'bob', 'carol'])
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const { text } = await room.createInvite({ maxUses: 1 })
  await peers.bob.rooms.join(text)
  await expect(peers.carol.rooms.join(text, { timeoutMs: 20_000 })).rejects.toMatchObject({
    code: 'INVITE_SPENT',
  })
  expect(await room.members()).toHaveLength(2)
  expect(await room.invites()).toMatchObject([{ uses: 1, maxUses: 1, revoked: false }])
})

test('a revoked invite admits nobody', async () => {
  await using peers = await createTestRooms(['alice', 'bob'])
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const { text, id } = await room.createInvite()
  await room.revokeInvite(id)
  await expect(peers.bob.rooms.join(text, { timeoutMs: 20_000 })).rejects.toMatchObject({
    code: 'INVITE_REFUSED',
  })
  expect(await room.invites()).toMatchObject([{ revoked: true, uses: 0 }])
})

test('only its maker and the owner may revoke an invite', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'])
  const { alice, bob, carol } = test
  const { id } = await bob.room.createInvite()
  await waitFor(async () => (await carol.room.invites()).some((invite) => invite.id === id))
  await expect(carol.room.revokeInvite(id)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await waitFor(async () => (await alice.room.invites()).some((invite) => invite.id === id))
  await alice.room.revokeInvite(id)
  expect(await alice.room.invites()).toContainEqual(expect.objectContaining({ id, revoked: true }))
})

test('any member who is online lets people in, also when the owner is away', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { text } = await test.alice.room.createInvite()
  await waitFor(async () => (await test.bob.room.invites()).length === 2)
  await test.alice.close()
  const carol = await test.peers.add('carol')
  const room = await carol.rooms.join(text, { nickname: 'carol', timeoutMs: 20_000 })
  await room.say('hello bob')
  await waitFor(async () => (await test.bob.room.history()).messages.at(-1)?.text === 'hello bob')
})

test('whoever is in already and joins again gets the same room', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { text } = await test.alice.room.createInvite()
  expect(await test.bob.rooms.join(text)).toBe(test.bob.room)
  expect(await test.alice.room.members()).toHaveLength(2)
})

test('a text that is no invite is refused at once, and nobody online is said within the deadline', async () => {
  await using peers = await createTestRooms(['alice', 'bob'])
  await expect(peers.bob.rooms.join('cmi1nonsense')).rejects.toMatchObject({ code: 'SECRET_TEXT_INVALID' })
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const { text } = await room.createInvite()
  await peers.alice.close()
  await expect(peers.bob.rooms.join(text, { timeoutMs: 500 })).rejects.toMatchObject({
    code: 'ROOM_UNREACHABLE',
  })
  const signal = AbortSignal.abort()
  await expect(peers.bob.rooms.join(text, { signal })).rejects.toMatchObject({ code: 'JOIN_ABORTED' })
})

test('of two people let in at once by members who cannot see each other, one is refused and told', async () => {
  await using underlay = createUnderlay()
  // In the second format both wait: `partition.test.ts`.
  await using test = await createTestRoom(['alice', 'bob'], { underlay, format: 1 })
  const { alice, bob, peers } = test
  const { text } = await alice.room.createInvite({ maxUses: 1 })
  await waitFor(async () => (await bob.room.invites()).length === 2)
  const carol = await peers.add('carol')
  const dave = await peers.add('dave')
  // Two halves: alice with carol, bob with dave.
  underlay.cut('alice', 'bob')
  underlay.cut('alice', 'dave')
  underlay.cut('bob', 'carol')
  underlay.cut('carol', 'dave')
  const joins = [carol, dave].map((peer) => peer.rooms.join(text, { nickname: peer.name, timeoutMs: 30_000 }))
  // Each half lets one in. When they meet, the order decides.
  const [first, second] = await Promise.all(joins)
  if (first === undefined || second === undefined) throw new Error('not joined')
  underlay.heal()
  await waitFor(() => [first.state, second.state].includes('refused'), { timeoutMs: 25_000 })
  const refused = first.state === 'refused' ? first : second
  const admitted = first.state === 'refused' ? second : first
  expect(refused.problem).toMatchObject({ code: 'INVITE_SPENT' })
  expect(admitted.state).toBe('member')
  await expect(refused.say('me too')).rejects.toMatchObject({ code: 'ROOM_NOT_WRITABLE' })
  const members = await alice.room.members()
  expect(members).toHaveLength(3)
})

test('a joiner who is cut off in the middle joins again with the same invite, which counts once', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice'], { underlay })
  const { alice, peers } = test
  const { text, id } = await alice.room.createInvite({ maxUses: 1 })
  const bob = await peers.add('bob')
  const joining = bob.rooms.join(text, { nickname: 'bob', timeoutMs: 6_000 }).then(
    () => 'JOINED',
    (error: { code: string }) => error.code,
  )
  await waitFor(async () => (await alice.room.members()).length === 2, { intervalMs: 1 })
  underlay.cut('bob')
  expect(['JOINED', 'ROOM_UNREACHABLE', 'ROOM_INCOMPLETE']).toContain(await joining)
  underlay.heal()
  const room = await bob.rooms.join(text, { nickname: 'bob', timeoutMs: 20_000 })
  await room.say('here at last')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  expect(await alice.room.invites()).toContainEqual(expect.objectContaining({ id, uses: 1 }))
  expect(await bob.rooms.list()).toHaveLength(1)
})
