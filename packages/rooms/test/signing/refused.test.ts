/** An owner with a modified client cannot keep others from signing. */
import { settledPoint } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

test('a hostile owner claims more than there is, or what never comes to be: another owner takes over', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  for (const name of ['bob', 'mallory']) {
    const { id = '' } = (await alice.room.members()).find((one) => one.name === name) ?? {}
    await alice.room.setRole(id, 'owner')
  }
  await waitFor(async () => (await mallory.room.members()).every(({ role }) => role === 'owner'), WAIT)
  await waitFor(async () => (await bob.room.members()).every(({ role }) => role === 'owner'), WAIT)
  const { system = Buffer.alloc(32), length = 0 } = settledPoint(insides(bob.room).base) ?? {}
  const { writer } = insides(mallory.room)
  await writer.write({ kind: 'handover', system, length: 2 ** 40, successor: Buffer.alloc(32, 7) })
  await writer.write({ kind: 'handover', system: Buffer.alloc(32, 7), length: length + 500, successor: null })
  const claims = () => insides(bob.room).reader.view((view) => view.handovers())
  await waitFor(async () => (await claims()).length === 2, WAIT)
  await alice.close()
  await bob.room.takeOver()
  expect(await bob.room.signer()).toMatchObject({ mine: true })
  await mallory.room.say('signed by bob')
  await waitFor(async () => (await mallory.room.signer())?.isUpToDate === true, WAIT)
  expect(await mallory.room.signer()).toMatchObject({ mine: false })
}, 60_000)
