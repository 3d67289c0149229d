/** An owner who was away for long goes forward, and then nobody else is there, for ever. */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

/** A device goes forward when it is 16 blocks of the system view behind; each is two. */
const MESSAGES = 12

test('an owner’s device that went forward and is quite alone takes over, and goes on', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay })
  const { alice, bob, peers } = test
  const { id = '' } = (await alice.room.members()).find(({ name }) => name === 'bob') ?? {}
  await alice.room.setRole(id, 'owner')
  await waitFor(async () => (await bob.room.members()).every(({ role }) => role === 'owner'), WAIT)
  await bob.room.say('bob was here')
  await waitFor(async () => (await alice.room.history({ limit: 1 })).messages.length === 1, WAIT)
  await bob.close()
  for (let at = 0; at < MESSAGES; at++) await alice.room.say(`without bob ${at}`)
  const { base: signed } = insides(alice.room)
  await waitFor(() => signed.signedLength === signed.length, WAIT)

  const back = await peers.reopen(bob)
  const room = await back.rooms.open(bob.room.id)
  const { base } = insides(room)
  await new Promise<void>((resolve) => {
    base.once('fast-forward', () => {
      underlay.cut('bob')
      resolve()
    })
  })
  await waitFor(() => room.state === 'member', WAIT)
  await room.takeOver()
  await room.say('signed by bob')
  await waitFor(() => base.signedLength === base.length, WAIT)
  expect(await room.signer()).toMatchObject({ mine: true, isUpToDate: true })
  expect((await room.history({ limit: 1 })).messages[0]?.text).toBe('signed by bob')
}, 120_000)
