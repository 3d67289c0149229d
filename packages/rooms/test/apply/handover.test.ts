/** Which of several handovers counts, at everybody the same. */
import type { KnownOperation } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_CORE_HANDOVERS, MAX_HANDOVER_ENTRIES } from '../../src/constants.ts'
import { agreedSystem } from '../../src/signing/signing-chain.ts'
import type { ViewReader } from '../../src/view/room-view.ts'
import { type CastRoom, openCastRoom } from './cast-room.ts'
import { makeCast, type Member } from './cast.ts'

const cast = await makeCast(['alice', 'bob', 'carol', 'bob/phone'])
const [invite] = cast.inviteIds as [Uint8Array]
const [alice, bob, carol, phone] = cast.members as [Member, Member, Member, Member]
const FIRST = system(1)

function system(number: number): Uint8Array {
  const key = Buffer.alloc(32)
  key.writeUInt32BE(number)
  return key
}

function handover(left: Uint8Array, length: number, successor: Uint8Array | null = null): KnownOperation {
  return { kind: 'handover', system: left, length, successor }
}

/** At who is in that system view, which can have a hundred blocks. */
function agreed(view: ViewReader, current: Uint8Array): Promise<Uint8Array | null> {
  return agreedSystem(view, { current, canHaveLength: (length) => Promise.resolve(length <= 100) })
}

/** Two owners, alice and bob, who has a phone too, and carol, who is an admin. */
async function withOwners(systemLength?: number): Promise<CastRoom> {
  const room = await openCastRoom(cast, { systemLength })
  for (const member of [bob, carol]) await room.admit(alice, member.deviceFor(invite))
  await room.write(alice, { kind: 'role', identityKey: bob.identity.publicKey, role: 'owner' })
  const device = phone.deviceFor(invite)
  await room.write(bob, { kind: 'own-device', context: invite, device, admittedAt: 1 })
  return room
}

/** Bob's phone is out. */
const putOut: KnownOperation = { kind: 'remove-device', deviceKey: phone.identity.device.publicKey }

test('an owner may hand over, an admin may not', async () => {
  await using room = await withOwners()
  await room.write(carol, handover(FIRST, 9))
  expect(await room.view.handoversOf(FIRST)).toEqual([])
  await room.write(bob, handover(FIRST, 9))
  expect(await room.view.handoversOf(FIRST)).toEqual([
    { writerKey: bob.writer.key, length: 9, successor: null },
  ])
})

test('what a device’s own system view has decides nothing, nor how operations are cut into batches', async () => {
  const claims = [10, 1_000, 3_000, 2 ** 40].map((length, at) => handover(system(at + 1), length))
  await using short = await withOwners(1)
  await using long = await withOwners(1_000)
  for (const claim of claims) await short.write(bob, claim)
  await long.write(bob, ...claims)
  expect(await short.view.handovers()).toHaveLength(claims.length)
  expect(await long.entries()).toEqual(await short.entries())
})

test('of two that leave the same system view, the longer one counts, else the smaller key, in any order', async () => {
  const [smaller, larger] = [alice, bob].sort((a, b) => Buffer.compare(a.writer.key, b.writer.key)) as [
    Member,
    Member,
  ]
  type Claim = [author: Member, length: number, successor: Uint8Array]
  const winners: [claims: Claim[], winner: Uint8Array][] = [
    [
      [
        [smaller, 5, system(2)],
        [larger, 6, system(3)],
      ],
      system(3),
    ],
    [
      [
        [smaller, 5, system(2)],
        [larger, 5, system(3)],
      ],
      system(2),
    ],
  ]
  for (const [claims, winner] of winners) {
    for (const order of [claims, claims.toReversed()]) {
      await using apart = await withOwners()
      for (const [author, length, successor] of order)
        await apart.write(author, handover(FIRST, length), handover(FIRST, length, successor))
      expect(await agreed(apart.view, FIRST)).toEqual(winner)
      // Both asked before either knew of the other, and one of them said what came of it only then.
      await using together = await withOwners()
      for (const [author, length] of order) await together.write(author, handover(FIRST, length))
      for (const [author, length, successor] of order)
        await together.write(author, handover(FIRST, length, successor))
      expect(await agreed(together.view, FIRST)).toEqual(winner)
    }
  }
})

test('one of which nothing comes, or that claims more than there can be, is in nobody’s way', async () => {
  await using room = await withOwners()
  const { view } = room
  await room.write(phone, handover(FIRST, 101), handover(FIRST, 101, system(9)))
  for (const current of [FIRST, system(9)]) expect(await agreed(view, current)).toEqual(FIRST)
  await room.write(alice, handover(FIRST, 100))
  await room.write(bob, handover(FIRST, 5), handover(FIRST, 5, system(2)))
  for (const current of [FIRST, system(2)]) expect(await agreed(view, current)).toEqual(system(2))
  await room.write(alice, handover(system(2), 100))
  expect(await agreed(view, FIRST)).toEqual(system(2))
})

test('a device that is put out counts for less, whichever of the two came first', async () => {
  const byPhone = [handover(FIRST, 9), handover(FIRST, 9, system(2))]
  const byAlice = [handover(FIRST, 5), handover(FIRST, 5, system(3))]
  // The phone's side, its side after alice's was heard, and the side on which it is out when it takes over.
  const orders: [Member, KnownOperation[]][][] = [
    [
      [phone, byPhone],
      [bob, [putOut]],
      [alice, byAlice],
    ],
    [
      [phone, byPhone],
      [alice, byAlice],
      [bob, [putOut]],
    ],
    [
      [bob, [putOut]],
      [alice, byAlice],
      [phone, byPhone],
    ],
  ]
  for (const order of orders) {
    await using room = await withOwners()
    for (const [author, operations] of order) await room.write(author, ...operations)
    expect(await room.view.device(phone.writer.key)).toBeNull()
    expect(await agreed(room.view, FIRST)).toEqual(system(3))
  }
})

test('where a put-out device led, whoever takes over from there leads all', async () => {
  const byPhone = [handover(FIRST, 9), handover(FIRST, 9, system(2))]
  const byAlice = [handover(system(2), 9), handover(system(2), 9, system(3))]
  await using before = await withOwners()
  await before.write(phone, ...byPhone)
  await before.write(bob, putOut)
  await before.write(alice, ...byAlice)
  await using after = await withOwners()
  await after.write(bob, putOut)
  await after.write(phone, ...byPhone)
  await after.write(alice, ...byAlice)
  for (const { view } of [before, after]) {
    for (const current of [FIRST, system(2), system(3)])
      expect(await agreed(view, current)).toEqual(system(3))
  }
})

test('members are where the handovers that count lead, as soon as it is known where', async () => {
  await using room = await withOwners()
  const { view } = room
  expect(await agreed(view, FIRST)).toEqual(FIRST)
  await room.write(alice, handover(FIRST, 5))
  expect(await agreed(view, FIRST)).toEqual(FIRST)
  await room.write(alice, handover(FIRST, 5, system(2)))
  expect(await agreed(view, FIRST)).toEqual(system(2))
  // Another one that is longer, made on the other side of a cut: those who went along with the first follow it.
  await room.write(bob, handover(FIRST, 6), handover(FIRST, 6, system(3)))
  for (const current of [FIRST, system(2), system(3), system(99)])
    expect(await agreed(view, current)).toEqual(system(3))
  await room.write(alice, handover(system(3), 1), handover(system(3), 1, system(4)))
  expect(await agreed(view, system(2))).toEqual(system(4))
})

test('a handover of which nothing came leaves the room where it was', async () => {
  await using room = await withOwners()
  await room.write(alice, handover(FIRST, 5))
  await room.write(bob, handover(FIRST, 5, FIRST))
  expect(await room.view.handoversOf(FIRST)).toHaveLength(1)
  await room.write(alice, handover(FIRST, 5, FIRST))
  expect(await room.view.handoversOf(FIRST)).toEqual([])
})

test('who is where a handover led stays there, as long as nobody said so, also with others before', async () => {
  await using room = await withOwners()
  await room.write(alice, handover(FIRST, 5), handover(FIRST, 5, system(2)), handover(system(2), 5))
  expect(await agreed(room.view, system(3))).toBeNull()
  expect(await agreed(room.view, FIRST)).toEqual(system(2))
  await room.write(alice, handover(system(2), 5, system(3)))
  expect(await agreed(room.view, FIRST)).toEqual(system(3))
})

test('a hostile owner who makes handovers go round in a circle stops nobody', async () => {
  await using room = await withOwners()
  for (const [from, to] of [
    [1, 2],
    [2, 3],
    [3, 1],
  ] as const)
    await room.write(bob, handover(system(from), 1), handover(system(from), 1, system(to)))
  expect(await agreed(room.view, system(2))).toBeNull()
})

test(`a room remembers ${MAX_HANDOVER_ENTRIES} entries of handovers, of one core a share`, async () => {
  const owners = await makeCast(Array.from({ length: 10 }, (_, at) => `owner ${at}`))
  await using room = await openCastRoom(owners)
  const [creator, ...others] = owners.members as [Member, ...Member[]]
  for (const member of others) {
    await room.admit(creator, member.deviceFor(owners.inviteIds[0] ?? Buffer.alloc(0)))
    await room.write(creator, { kind: 'role', identityKey: member.identity.publicKey, role: 'owner' })
  }
  for (const [at, member] of others.entries()) {
    const many = Array.from({ length: MAX_CORE_HANDOVERS + 2 }, (_, number) => system(at * 100 + number + 1))
    const operations = many.flatMap((left) => [
      handover(left, 1),
      handover(left, 1, Buffer.from(left).fill(0xff, 8)),
    ])
    await room.write(member, ...operations)
    const used = Math.min((at + 1) * 2 * MAX_CORE_HANDOVERS, MAX_HANDOVER_ENTRIES)
    expect(await room.view.handoverEntries()).toBe(used)
  }
})
