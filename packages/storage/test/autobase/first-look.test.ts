/** What is fetched of a base's first writer by somebody who is new to it. */
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { BaseInternals } from '../../src/autobase/base-internals.ts'
import { FIRST_PREFETCH_BLOCKS } from '../../src/constants.ts'
import { openNotes } from './notes-base.ts'

const WAIT = { timeoutMs: 20_000 } as const

const notes = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`note ${at}`))

test('who goes forward fetches hardly any of the blocks that came before', async () => {
  await using dir = await tempDir('slow-start')
  await using alice = await openNotes(dir, 'alice')
  // As in rooms; whoever is new must read the first batch to know where the views are.
  await alice.base.append(notes(3))
  for (let batch = 0; batch < 10; batch++) await alice.base.append(notes(60))
  await waitFor(() => alice.base.signedLength === alice.base.length, WAIT)
  await using bob = await openNotes(dir, 'bob', alice.base.key)
  const { promise: forward, resolve } = Promise.withResolvers<void>()
  bob.base.once('fast-forward', () => resolve())
  alice.connect(bob)
  await forward
  const core = (bob.base as unknown as BaseInternals).store.get({ key: alice.base.key ?? Buffer.alloc(0) })
  await core.ready()
  let fetched = 0
  for (let index = 0; index < core.length; index++) if (await core.has(index)) fetched++
  await core.close()
  expect(fetched).toBeLessThanOrEqual(4 * FIRST_PREFETCH_BLOCKS)
})

test('who does not go forward has all of a batch that is longer than what is asked for at first', async () => {
  await using dir = await tempDir('slow-start')
  await using alice = await openNotes(dir, 'alice')
  await alice.base.append(notes(300))
  await using bob = await openNotes(dir, 'bob', alice.base.key)
  alice.connect(bob)
  await waitFor(() => bob.base.view.list.length === 300, WAIT)
})
