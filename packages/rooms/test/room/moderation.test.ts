/** Muting and reports, between devices that run this version. */
import { messageBody } from '@comice/protocol'
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Message, Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const
const HOUR_MS = 3_600_000

async function idOf(room: Room, name: string): Promise<string> {
  const member = (await room.members()).find((one) => one.name === name)
  if (member === undefined) throw new Error(`${name} is not in the room`)
  return member.id
}

async function messagesIn(room: Room): Promise<Pick<Message, 'text' | 'isMuted'>[]> {
  return (await room.history()).messages.map(({ text, isMuted }) => ({ text, isMuted }))
}

function untilCount(room: Room, count: number): Promise<unknown> {
  return waitFor(async () => (await messagesIn(room)).length === count, WAIT)
}

/** Until everybody has seen whether somebody is muted. */
async function untilMuted(name: string, isMuted: boolean, at: readonly RoomMember[]): Promise<void> {
  for (const { room } of at) {
    const look = async () => (await room.members()).find((one) => one.name === name)?.muted
    await waitFor(async () => ((await look()) !== null) === isMuted, WAIT)
  }
}

/** What a client says that does not ask whether it may. */
async function sayAnyway({ room }: RoomMember, text: string): Promise<void> {
  const body = messageBody.encode({ text, replyTo: null, replySeq: 0, mentions: [] })
  await insides(room).writer.say((sealing) => {
    if (sealing === null) throw new Error('a room of the first format')
    return { kind: 'post', claimedAt: 1, body: sealing.seal(body, { kind: 'post', target: null }) }
  })
}

test('a muted member is told so; what a modified client says all the same, members do not see and moderators do', async () => {
  let passedMs = 0
  const now = () => Date.now() + passedMs
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { now })
  const { alice, bob, carol } = test
  const bobId = await idOf(alice.room, 'bob')
  await bob.room.say('hello')
  for (const { room } of [alice, carol]) await untilCount(room, 1)
  await expect(carol.room.mute(bobId)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await alice.room.mute(bobId, { forMs: HOUR_MS })
  await untilMuted('bob', true, [alice, bob, carol])
  await waitFor(async () => {
    const error: unknown = await bob.room
      .react((await bob.room.history()).messages[0]?.id ?? '', ['🍐'])
      .catch((reason: unknown) => reason)
    return (error as { code?: string } | undefined)?.code === 'MUTED'
  }, WAIT)
  await expect(bob.room.say('I am not heard')).rejects.toMatchObject({ code: 'MUTED' })
  await sayAnyway(bob, 'anyway')
  for (const { room } of [alice, carol]) await untilCount(room, 2)
  const hello = { text: 'hello', isMuted: false }
  expect(await messagesIn(alice.room)).toEqual([hello, { text: 'anyway', isMuted: true }])
  expect(await messagesIn(bob.room)).toEqual([hello, { text: 'anyway', isMuted: true }])
  expect(await messagesIn(carol.room)).toEqual([hello, { text: '', isMuted: true }])

  // When the time is over, they speak again by themselves.
  passedMs = HOUR_MS + 1
  await bob.room.say('an hour later')
  await untilCount(carol.room, 3)
  expect((await messagesIn(carol.room)).at(-1)).toEqual({ text: 'an hour later', isMuted: false })
  await untilMuted('bob', false, [alice, bob, carol])

  await alice.room.mute(bobId)
  await untilMuted('bob', true, [bob])
  expect((await bob.room.members()).find(({ id }) => id === bobId)?.muted).toMatchObject({ until: null })
  await alice.room.unmute(bobId)
  await untilMuted('bob', false, [bob, carol])
  await bob.room.say('at last')
  await untilCount(carol.room, 4)
}, 120_000)

test('what somebody says before they know that they are muted is not shown either, and says so to them', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { underlay })
  const { alice, bob, carol } = test
  underlay.cut('bob')
  await alice.room.mute(await idOf(alice.room, 'bob'))
  await alice.room.say('after the muting')
  // It is settled before bob is back.
  await waitFor(() => {
    const { base } = insides(alice.room)
    return base.signedLength === base.length
  }, WAIT)
  expect(await bob.room.say('written offline')).toMatchObject({ isMuted: false })
  underlay.heal()
  for (const { room } of [alice, bob, carol]) await untilCount(room, 2)
  await untilMuted('bob', true, [alice, bob, carol])
  const ofBob = async (room: Room) => (await room.history()).messages.find(({ name }) => name === 'bob')
  expect(await ofBob(alice.room)).toMatchObject({ text: 'written offline', isMuted: true })
  expect(await ofBob(bob.room)).toMatchObject({ text: 'written offline', isMuted: true })
  expect(await ofBob(carol.room)).toMatchObject({ text: '', isMuted: true })
}, 120_000)

test('somebody is muted on one side of a cut and promoted on the other: everybody has the same', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { underlay })
  const { alice, bob, carol } = test
  await alice.room.setRole(await idOf(alice.room, 'bob'), 'admin')
  await waitFor(
    async () => (await bob.room.members()).some(({ name, role }) => name === 'bob' && role === 'admin'),
    WAIT,
  )
  const carolId = await idOf(bob.room, 'carol')
  underlay.cut('bob')
  await alice.room.setRole(carolId, 'admin')
  await bob.room.mute(carolId)
  underlay.heal()
  const standing = async ({ room }: RoomMember) =>
    JSON.stringify((await room.members()).map(({ name, role, muted }) => [name, role, muted !== null]))
  await waitFor(async () => {
    const lengths = new Set([alice, bob, carol].map(({ room }) => insides(room).base.length))
    return lengths.size === 1 && new Set(await Promise.all([alice, bob, carol].map(standing))).size === 1
  }, WAIT)
  // Bob could mute a member, not an admin: which she was first is the order's to say. Alice is above both in any case.
  await alice.room.unmute(carolId)
  await untilMuted('carol', false, [alice, bob, carol])
  await carol.room.say('here I am')
  await untilCount(bob.room, 1)
  expect(await messagesIn(bob.room)).toEqual([{ text: 'here I am', isMuted: false }])
}, 120_000)

test('a report is read by who moderates, but not by who wrote the message, and outlives the message', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol', 'dave'])
  const { alice, bob, carol, dave } = test
  for (const name of ['bob', 'dave']) await alice.room.setRole(await idOf(alice.room, name), 'moderator')
  const said = await bob.room.say('something bad')
  await untilCount(carol.room, 1)
  await waitFor(
    async () => (await carol.room.members()).filter(({ role }) => role === 'moderator').length === 2,
    WAIT,
  )
  await carol.room.report(said, 'it is bad')
  await expect(carol.room.reports()).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  for (const { room } of [alice, bob, dave])
    await waitFor(async () => (await room.reports()).length === 1, WAIT)
  const about = { id: said.id, seq: said.seq }
  for (const { room } of [alice, dave]) {
    expect(await room.reports()).toMatchObject([
      { name: 'carol', about, reason: 'it is bad', message: { text: 'something bad', name: 'bob' } },
    ])
  }
  const [closed] = await bob.room.reports()
  expect(closed).toMatchObject({ about: null, reason: '', message: null })
  await expect(bob.room.dismiss(closed?.id ?? '')).rejects.toMatchObject({ code: 'NOT_ALLOWED' })

  await bob.room.delete(said.id)
  await waitFor(async () => (await dave.room.reports())[0]?.message?.deletedBy != null, WAIT)
  expect((await dave.room.reports())[0]).toMatchObject({ about, message: { text: '' } })
  await dave.room.dismiss(closed?.id ?? '')
  for (const { room } of [alice, bob, dave])
    await waitFor(async () => (await room.reports()).length === 0, WAIT)
  await expect(alice.room.dismiss(closed?.id ?? '')).rejects.toMatchObject({ code: 'REPORT_NOT_FOUND' })
}, 120_000)

test('a room of the second format says that it cannot do this, and its owner brings it to the third', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  const said = await bob.room.say('hello')
  const bobId = await idOf(alice.room, 'bob')
  await expect(alice.room.mute(bobId)).rejects.toMatchObject({ code: 'ROOM_FORMAT' })
  await expect(bob.room.report(said)).rejects.toMatchObject({ code: 'ROOM_FORMAT' })
  await alice.room.upgrade()
  await waitFor(async () => (await bob.room.format()) === 3, WAIT)
  await untilCount(alice.room, 1)
  await bob.room.say('still here')
  await untilCount(alice.room, 2)
  // Alone, alice moderates nobody but herself.
  const own = await alice.room.say('of the owner')
  await untilCount(bob.room, 3)
  await expect(bob.room.report(own)).rejects.toMatchObject({ code: 'REPORT_TO_NOBODY' })
  await alice.room.mute(bobId)
  await untilMuted('bob', true, [bob])
}, 120_000)
