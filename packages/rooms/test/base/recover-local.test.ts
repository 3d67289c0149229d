/**
 * Story: seed 20261120/26 of the fuzz, on busy cores, ended a member's room as ROOM_ROLLED_BACK although nothing was
 * lost. When a fast-forward commits, the local core says 'append' without a new block. When it comes right behind another,
 * the writer that the base made anew has not read its blocks yet: for a moment the core is ahead of it, as it is
 * after a rollback.
 */
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

/** How Autobase 7.28 goes forward; private, and here only to have two in a row. */
interface FastForwards {
  fastForwardTo: object | null
  _applyFastForward(): Promise<void>
}

test('a fast-forward right behind another is not taken for a rollback', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const { base } = insides(bob.room)
  for (const { room } of [bob, alice]) await room.say('hello')
  await waitFor(() => base.length > 0 && base.signedLength === base.length)
  await alice.close()
  // Blocks that no signed state knows of: a new writer has to read them.
  for (let number = 0; number < 5; number++) await bob.room.say(`alone ${number}`)

  const internals = base as unknown as FastForwards
  const apply = internals._applyFastForward.bind(base)
  let isAgain = true
  internals._applyFastForward = async () => {
    const to = internals.fastForwardTo
    await apply()
    if (isAgain) internals.fastForwardTo = to
    isAgain = false
  }
  const ahead: number[] = []
  const { local } = base
  local.on('append', () => ahead.push(local.length - (base.localWriter?.length ?? local.length)))
  await base.forceFastForward()

  expect(Math.max(...ahead), 'the core is ahead of its writer for a moment').toBe(5)
  expect(bob.room.state).toBe('member')
  await bob.room.say('still here')
  const { messages } = await bob.room.history()
  expect(messages.map(({ text }) => text).slice(-2)).toEqual(['alone 4', 'still here'])
})
