/** Whose handover would not count writes nothing for it. */
import { waitFor } from '@comice/testkit'
import { settledPoint } from '@comice/storage'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

test('a hostile owner claims to keep more than there is: others do not ask again and again', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  for (const name of ['bob', 'mallory']) {
    const { id = '' } = (await alice.room.members()).find((one) => one.name === name) ?? {}
    await alice.room.setRole(id, 'owner')
  }
  await waitFor(async () => (await mallory.room.members()).every(({ role }) => role === 'owner'), WAIT)
  await waitFor(async () => (await bob.room.members()).every(({ role }) => role === 'owner'), WAIT)
  const { system = Buffer.alloc(32) } = settledPoint(insides(bob.room).base) ?? {}
  await insides(mallory.room).writer.write({ kind: 'handover', system, length: 2 ** 40, successor: null })
  const isKnown = async () =>
    (await insides(bob.room).reader.view((view) => view.handover(system)))?.length === 2 ** 40
  await waitFor(isKnown, WAIT)
  const { local } = insides(bob.room).base
  const before = local.length
  await expect(bob.room.takeOver()).rejects.toMatchObject({ code: 'SIGNING_NOT_TAKEN' })
  expect(local.length).toBe(before)
}, 60_000)
