/** Which of several handovers counts, at everybody the same. */
import type { KnownOperation } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_HANDOVER_ENTRIES } from '../../src/constants.ts'
import { agreedSystem } from '../../src/signing/signing-chain.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'
import { makeCast, type Member } from './cast.ts'

const cast = await makeCast(['alice', 'bob', 'carol'])
const { inviteIds } = cast
const [alice, bob, carol] = cast.members as [Member, Member, Member]
const FIRST = system(1)

function system(number: number): Uint8Array {
  const key = Buffer.alloc(32)
  key.writeUInt32BE(number)
  return key
}

function handover(left: Uint8Array, length: number, successor: Uint8Array | null = null): KnownOperation {
  return { kind: 'handover', system: left, length, successor }
}

/** Two owners, alice and bob, and carol, who is an admin. */
async function withOwners(): Promise<CastRoom> {
  const room = await openCastRoom(cast)
  for (const member of [bob, carol]) await room.admit(alice, member.deviceFor(inviteIds[0] ?? FIRST))
  await room.write(alice, { kind: 'role', identityKey: bob.identity.publicKey, role: 'owner' })
  return room
}

test('an owner may hand over, an admin may not', async () => {
  await using room = await withOwners()
  await room.write(carol, handover(FIRST, 9))
  expect(await room.view.handover(FIRST)).toBeNull()
  await room.write(bob, handover(FIRST, 9))
  expect(await room.view.handover(FIRST)).toEqual({ writerKey: bob.writer.key, length: 9, successor: null })
})

test('of two that leave the same system view, the longer one counts, else the smaller key, in either order', async () => {
  const [smaller, larger] = [alice, bob].sort((a, b) => Buffer.compare(a.writer.key, b.writer.key)) as [
    Member,
    Member,
  ]
  const winners: [claims: [Member, number][], winner: Member][] = [
    [
      [
        [smaller, 5],
        [larger, 6],
      ],
      larger,
    ],
    [
      [
        [smaller, 5],
        [larger, 5],
      ],
      smaller,
    ],
  ]
  for (const [claims, winner] of winners) {
    for (const order of [claims, claims.toReversed()]) {
      await using room = await withOwners()
      for (const [author, length] of order) await room.write(author, handover(FIRST, length))
      expect((await room.view.handover(FIRST))?.writerKey).toEqual(winner.writer.key)
    }
  }
})

test('members are where the handovers that count lead, as soon as it is known where', async () => {
  await using room = await withOwners()
  const { view } = room
  expect(await agreedSystem(view, FIRST)).toEqual(FIRST)
  await room.write(alice, handover(FIRST, 5))
  expect(await agreedSystem(view, FIRST)).toBeNull()
  await room.write(alice, handover(FIRST, 5, system(2)))
  expect(await agreedSystem(view, FIRST)).toEqual(system(2))
  // Another one that is longer, made on the other side of a cut: those who went along with the first follow it.
  await room.write(bob, handover(FIRST, 6), handover(FIRST, 6, system(3)))
  for (const current of [FIRST, system(2), system(3), system(99)])
    expect(await agreedSystem(view, current)).toEqual(system(3))
  await room.write(alice, handover(system(3), 1), handover(system(3), 1, system(4)))
  expect(await agreedSystem(view, system(2))).toEqual(system(4))
})

test('a handover of which nothing came leaves the room where it was', async () => {
  await using room = await withOwners()
  await room.write(alice, handover(FIRST, 5))
  await room.write(bob, handover(FIRST, 5, FIRST))
  expect(await room.view.handover(FIRST)).not.toBeNull()
  await room.write(alice, handover(FIRST, 5, FIRST))
  expect(await agreedSystem(room.view, FIRST)).toEqual(FIRST)
})

test('a hostile owner who makes handovers go round in a circle stops nobody', async () => {
  await using room = await withOwners()
  for (const [from, to] of [
    [1, 2],
    [2, 3],
    [3, 1],
  ] as const)
    await room.write(bob, handover(system(from), 1), handover(system(from), 1, system(to)))
  expect(await agreedSystem(room.view, system(2))).toBeNull()
})

test(`a room remembers ${MAX_HANDOVER_ENTRIES} entries of handovers`, async () => {
  await using room = await withOwners()
  const many = Array.from({ length: MAX_HANDOVER_ENTRIES + 5 }, (_, at) => handover(system(at + 1), 1))
  await room.write(bob, ...many)
  expect(await room.view.handoverEntries()).toBe(MAX_HANDOVER_ENTRIES)
})
