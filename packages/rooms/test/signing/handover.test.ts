/** Who signs the order goes, for ever or for a while, and an owner's device signs instead. */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'
import { isSigned, makeOwner, textsIn, untilAgreed, untilText } from './agreed.ts'

const WAIT = { timeoutMs: 40_000 } as const

test('the creator is gone for ever: another owner’s device signs, and a newcomer goes forward to what it signed', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'])
  const { alice, bob, carol, peers } = test
  await makeOwner(alice.room, 'bob', [bob, carol])
  await alice.room.say('from the beginning')
  await untilText(bob.room, 'from the beginning')
  await untilText(carol.room, 'from the beginning')
  await alice.close()

  await expect(carol.room.takeOver()).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  for (let at = 0; at < 20; at++) await carol.room.say(`without alice ${at}`)
  await untilText(bob.room, 'without alice 19')
  expect(isSigned(bob.room)).toBe(false)
  expect(await bob.room.signer()).toMatchObject({ mine: false, isPresent: true, isUpToDate: false })
  await bob.room.takeOver()
  expect(await bob.room.signer()).toMatchObject({ mine: true, isPresent: true })
  await untilAgreed([bob.room, carol.room])

  // A counted invite needs a signature.
  const { text } = await bob.room.createInvite({ maxUses: 1 })
  const dave = await peers.add('dave')
  const room = await dave.rooms.join(text, { nickname: 'dave', timeoutMs: 60_000 })
  await room.say('dave is in')
  await untilAgreed([bob.room, carol.room, room])
  expect(insides(room).base.signedLength).toBe(insides(bob.room).base.signedLength)
  expect(await textsIn(room)).toHaveLength(22)

  const again = await peers.reopen(bob)
  const reopened = await again.rooms.open(bob.room.id)
  await reopened.say('after a restart')
  await untilAgreed([reopened, carol.room, room])
}, 180_000)

test('the creator comes back after it went on alone: it goes along with the handover, and nothing is lost', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol'], { underlay })
  const { alice, bob, carol } = test
  await makeOwner(alice.room, 'bob', [bob, carol])
  await untilAgreed([alice.room, bob.room, carol.room])
  underlay.cut('alice')
  for (let at = 0; at < 30; at++) await alice.room.say(`alone ${at}`)
  await waitFor(() => isSigned(alice.room), WAIT)
  await carol.room.say('without alice')
  await untilText(bob.room, 'without alice')
  await bob.room.takeOver()
  await untilAgreed([bob.room, carol.room])
  underlay.heal()
  await untilAgreed([alice.room, bob.room, carol.room])
  expect(await textsIn(alice.room)).toHaveLength(31)
  expect(alice.room.state).toBe('member')
  await alice.room.say('alice is back')
  await untilAgreed([alice.room, bob.room, carol.room])
}, 180_000)

test('two owners take over on two sides of a cut: when they meet one of them signs, the same one for all', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'carol', 'dave'], { underlay })
  const { alice, bob, carol, dave } = test
  for (const name of ['bob', 'carol']) await makeOwner(alice.room, name, [bob, carol, dave])
  await untilAgreed([alice.room, bob.room, carol.room, dave.room])
  await alice.close()
  for (const other of ['bob', 'dave'] as const) underlay.cut('carol', other)
  await carol.room.takeOver()
  await carol.room.say('signed by carol')
  await bob.room.takeOver()
  for (let at = 0; at < 5; at++) await dave.room.say(`signed by bob ${at}`)
  await untilAgreed([bob.room, dave.room])
  await untilAgreed([carol.room])
  underlay.heal()
  await untilAgreed([bob.room, carol.room, dave.room])
  const signers = await Promise.all([bob, carol, dave].map(async ({ room }) => (await room.signer())?.member))
  expect(new Set(signers).size).toBe(1)
  expect(await textsIn(dave.room)).toHaveLength(6)
  await carol.room.say('together')
  await untilAgreed([bob.room, carol.room, dave.room])
}, 180_000)

test('the creator leaves: the device of an owner who is left signs, without anybody’s doing', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'carol'])
  const { alice, bob, carol } = test
  await makeOwner(alice.room, 'bob', [bob, carol])
  await alice.room.leave()
  await waitFor(async () => (await bob.room.signer())?.mine === true, WAIT)
  await alice.close()
  await carol.room.say('without alice')
  await untilAgreed([bob.room, carol.room])
}, 180_000)
