/** Who is muted, and what is reported, operation by operation. */
import type { KnownOperation, Role } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_MEMBER_REPORTS, MAX_REPORT_BOX_BYTES, MAX_ROOM_REPORTS } from '../../src/constants.ts'
import { makeCast, type Member } from './cast.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'

const puppets = Array.from({ length: 15 }, (_, at) => `puppet ${at}`)
const cast = await makeCast(['alice', 'bob', 'carol', 'mallory', ...puppets])
const [alice, bob, carol, mallory] = cast.members as readonly [Member, Member, Member, Member]
const [anyNumber] = cast.inviteIds as readonly [Uint8Array]

const EPOCH = Buffer.alloc(32, 0xee)
const UNTIL = 1_000

function body(bytes = 17) {
  return { epochId: EPOCH, nonce: Buffer.alloc(24), box: Buffer.alloc(bytes) }
}

const post: KnownOperation = { kind: 'post', claimedAt: 1, body: body() }

function mute({ identity }: Member, until = 0): KnownOperation {
  return { kind: 'mute', identityKey: identity.publicKey, until }
}

function unmute({ identity }: Member, claimedAt = 1): KnownOperation {
  return { kind: 'unmute', identityKey: identity.publicKey, claimedAt }
}

function role({ identity }: Member, role: Role): KnownOperation {
  return { kind: 'role', identityKey: identity.publicKey, role }
}

function report(bytes: number, ...to: Member[]): KnownOperation {
  const sealed = to.map(({ identity }) => ({ deviceKey: identity.device.publicKey, box: Buffer.alloc(80) }))
  return { kind: 'report', claimedAt: 1, sealed, body: body(bytes) }
}

/** Alice owns it, bob is an admin, carol a moderator, mallory and the others are members. */
async function withEverybody(roomVersion = 3): Promise<CastRoom> {
  const room = await openCastRoom(cast, { roomVersion })
  for (const member of [bob, carol, mallory]) await room.admit(alice, member.deviceFor(anyNumber))
  const sealed = [{ deviceKey: alice.identity.device.publicKey, box: Buffer.alloc(80) }]
  await room.write(alice, { kind: 'epoch', epochId: EPOCH, links: [], without: [], sealed })
  await room.write(alice, role(carol, 'moderator'), role(mallory, 'member'))
  return room
}

async function refusals({ view }: CastRoom): Promise<number> {
  return (await view.state()).ignored.unauthorised
}

/** How many of these are refused. */
async function refusedOf(room: CastRoom, author: Member, ...operations: KnownOperation[]): Promise<number> {
  const before = await refusals(room)
  await room.write(author, ...operations)
  return (await refusals(room)) - before
}

test('what a muted member says is numbered and marked; edits, reactions and names of theirs do nothing', async () => {
  await using room = await withEverybody()
  await room.write(mallory, post)
  const target = { writerKey: mallory.writer.key, index: 0 }
  await room.write(carol, mute(mallory))
  const edit: KnownOperation = { kind: 'edit', target, claimedAt: 1, body: body() }
  const plain: KnownOperation = { kind: 'message', text: 'in plain', claimedAt: 1, replyTo: null }
  const react: KnownOperation = { kind: 'react', target, body: body() }
  expect(await refusedOf(room, mallory, edit, react, plain, { kind: 'profile', name: 'a word' })).toBe(4)
  expect(await refusedOf(room, mallory, post, { kind: 'react', target, body: null })).toBe(0)
  await room.write(bob, post)
  await room.write(carol, unmute(mallory))
  expect(await refusedOf(room, mallory, edit, react, plain, { kind: 'profile', name: 'a word' })).toBe(0)
  // What was said meanwhile stays as it was.
  expect(await room.muted()).toEqual([false, true, false, false])
  expect(await room.view.mutes()).toEqual([])
})

test('nobody mutes the same role or a higher one, or themselves, or takes that back', async () => {
  await using room = await withEverybody()
  expect(await refusedOf(room, mallory, mute(carol), mute(mallory))).toBe(2)
  expect(await refusedOf(room, carol, mute(carol), mute(bob), mute(alice))).toBe(3)
  await room.write(bob, mute(carol))
  expect(await refusedOf(room, carol, unmute(carol, 9_999))).toBe(1)
  expect(await refusedOf(room, mallory, unmute(carol))).toBe(1)
  // Of somebody who is not in, and as it is already.
  await room.write(alice, { kind: 'remove', identityKey: mallory.identity.publicKey, ban: false })
  expect(await refusedOf(room, alice, mute(mallory), mute(carol))).toBe(2)
  expect((await room.view.mutes()).map(({ identityKey }) => identityKey)).toEqual([carol.identity.publicKey])
})

test('a muting for a time ends when the muted member says that the time is over, and one without an end does not', async () => {
  await using room = await withEverybody()
  await room.write(carol, mute(mallory, UNTIL))
  expect(await refusedOf(room, mallory, unmute(mallory, UNTIL - 1))).toBe(1)
  await room.write(mallory, post, unmute(mallory, UNTIL), post)
  expect(await room.muted()).toEqual([true, false])
  await room.write(carol, mute(mallory, UNTIL), mute(mallory, 0))
  expect(await refusedOf(room, mallory, unmute(mallory, Number.MAX_SAFE_INTEGER))).toBe(1)
})

test('who is muted and comes back is still muted', async () => {
  await using room = await withEverybody()
  await room.write(carol, mute(mallory))
  await room.write(mallory, { kind: 'leave', claimedAt: 1 })
  await room.admit(alice, mallory.deviceFor(anyNumber))
  await room.write(mallory, post)
  expect(await room.muted()).toEqual([true])
})

test('a muted moderator moderates on, and is not heard', async () => {
  await using room = await withEverybody()
  await room.write(bob, mute(carol))
  const target = { writerKey: mallory.writer.key, index: 0 }
  await room.write(mallory, post)
  expect(await refusedOf(room, carol, mute(mallory), { kind: 'delete', target }, post)).toBe(0)
  expect(await room.muted()).toEqual([false, true])
})

test('of a muting and a promotion, the muting counts when it comes first, until somebody takes it back or they are an owner', async () => {
  await using room = await withEverybody()
  await room.write(alice, role(mallory, 'moderator'))
  expect(await refusedOf(room, carol, mute(mallory))).toBe(1)
  await room.write(bob, mute(carol), post)
  await room.write(alice, role(carol, 'admin'))
  expect(await refusedOf(room, bob, unmute(carol))).toBe(1)
  await room.write(carol, post)
  await room.write(alice, role(carol, 'owner'))
  await room.write(carol, post)
  expect(await room.muted()).toEqual([false, true, false])
})

test(`a member has ${MAX_MEMBER_REPORTS} open reports and a room ${MAX_ROOM_REPORTS}, and each that is dismissed makes room`, async () => {
  await using room = await withEverybody()
  const flood = Array.from({ length: MAX_MEMBER_REPORTS + 5 }, () => report(17, alice))
  expect(await refusedOf(room, mallory, ...flood)).toBe(5)
  for (const puppet of cast.members.slice(4)) {
    await room.admit(alice, puppet.deviceFor(anyNumber))
    await room.write(puppet, ...flood)
  }
  expect((await room.view.state()).reports).toBe(MAX_ROOM_REPORTS)
  expect(await refusedOf(room, bob, report(17, alice))).toBe(1)
  const [first] = (await room.view.openReports()).filter(({ identityKey }) =>
    Buffer.from(identityKey).equals(mallory.identity.publicKey),
  )
  if (first === undefined) throw new Error('no report')
  expect(await refusedOf(room, alice, { kind: 'dismiss', target: first.id })).toBe(0)
  expect(await refusedOf(room, alice, { kind: 'dismiss', target: first.id })).toBe(1)
  expect(await refusedOf(room, mallory, report(17, alice))).toBe(0)
  expect(await room.view.openReports()).toHaveLength(MAX_ROOM_REPORTS)
})

test('a report that is too long, or for nobody, is refused; one of a muted member is not', async () => {
  await using room = await withEverybody()
  const wrong = [report(MAX_REPORT_BOX_BYTES + 1, alice), report(17)]
  expect(await refusedOf(room, mallory, ...wrong)).toBe(2)
  await room.write(alice, role(bob, 'reader'))
  expect(await refusedOf(room, bob, report(17, alice))).toBe(1)
  await room.write(carol, mute(mallory))
  expect(await refusedOf(room, mallory, report(MAX_REPORT_BOX_BYTES, alice))).toBe(0)
})

test('a report is dismissed by a moderator it was sealed to, by an owner, and by who made it', async () => {
  await using room = await withEverybody()
  const first = (await room.view.state()).ignored.unauthorised
  await room.write(mallory, report(17, bob), report(17, bob), report(17, bob))
  const dismiss = (index: number): KnownOperation => {
    return { kind: 'dismiss', target: { writerKey: mallory.writer.key, index } }
  }
  // Carol moderates, and was left out.
  expect(await refusedOf(room, carol, dismiss(0))).toBe(1)
  expect(await refusedOf(room, bob, dismiss(0), dismiss(99))).toBe(1)
  expect(await refusedOf(room, alice, dismiss(1))).toBe(0)
  expect(await refusedOf(room, mallory, dismiss(2))).toBe(0)
  expect(await room.view.openReports()).toEqual([])
  expect(await refusals(room)).toBe(first + 2)
})

test('in a room of the second format nobody knows of any of it', async () => {
  await using room = await withEverybody(2)
  await room.write(alice, mute(mallory), unmute(mallory))
  await room.write(
    mallory,
    report(17, alice),
    { kind: 'dismiss', target: { writerKey: EPOCH, index: 0 } },
    post,
  )
  const state = await room.view.state()
  expect(state).toMatchObject({ mutes: 0, reports: 0, messages: 1 })
  expect(state.ignored.unknown).toBe(4)
  expect(await room.muted()).toEqual([false])
})
