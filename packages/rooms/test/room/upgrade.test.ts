/** Rooms of the first format that their owner brings to the newest. */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

function untilText(room: Room, wanted: string): Promise<unknown> {
  return waitFor(async () => (await room.history()).messages.some(({ text }) => text === wanted), {
    ...WAIT,
    describe: wanted,
  })
}

test('an upgraded room keeps what was said, seals what comes, and can remove', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { format: 1 })
  const { alice, bob, carol } = test
  await bob.room.say('in plain')
  await untilText(alice.room, 'in plain')
  await expect(bob.room.upgrade()).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await alice.room.upgrade()
  for (const { room } of [alice, bob, carol]) await waitFor(() => insides(room).isSecondFormat, WAIT)
  expect(await bob.room.format()).toBe(3)
  await alice.room.upgrade()
  await bob.room.say('sealed')
  await untilText(carol.room, 'sealed')
  await untilText(alice.room, 'sealed')
  const shown = (await carol.room.history()).messages
  expect(shown.map(({ text, isLate }) => ({ text, isLate }))).toEqual([
    { text: 'in plain', isLate: false },
    { text: 'sealed', isLate: false },
  ])
  await bob.room.edit(shown[0]?.id ?? '', 'edited')
  await untilText(alice.room, 'edited')

  const bobId = (await alice.room.members()).find(({ name }) => name === 'bob')?.id ?? ''
  await alice.room.remove(bobId)
  await alice.room.say('without bob')
  await untilText(carol.room, 'without bob')
  await waitFor(() => bob.room.state === 'removed', WAIT)
  await waitFor(async () => (await bob.room.history()).messages.length === 3, WAIT)
  expect((await bob.room.history()).messages.at(-1)).toMatchObject({ text: '', unreadable: 'no-key' })

  const dave = await test.join('dave')
  await untilText(dave.room, 'without bob')
  expect((await dave.room.history()).messages.map(({ text }) => text)).toEqual([
    'edited',
    'sealed',
    'without bob',
  ])
}, 240_000)

test('who does not know of the upgrade yet is heard, and whom they let in gets the key', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay, format: 1 })
  const { alice, bob } = test
  const { text } = await alice.room.createInvite({ maxUses: 0 })
  await waitFor(async () => (await bob.room.invites()).some(({ maxUses }) => maxUses === null), WAIT)
  underlay.cut('alice')
  await alice.room.upgrade()
  await alice.room.say('sealed')
  await bob.room.say('in plain')
  const carol = await test.peers.add('carol')
  const room = await carol.rooms.join(text, { nickname: 'carol', timeoutMs: 60_000 })
  await room.say('in plain too')
  underlay.heal()
  await untilText(alice.room, 'in plain')
  await untilText(alice.room, 'in plain too')
  await untilText(bob.room, 'sealed')
  await untilText(room, 'sealed')
  await room.say('now sealed')
  await untilText(alice.room, 'now sealed')
}, 240_000)
