/**
 * Story: members of a base opened it again with their network cut, and an append never returned. They had fast-forwarded,
 * and had closed before anybody read: `apply` waited for a block of a view.
 */
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openNotes } from './notes-base.ts'

const NOTES = 400

test('who loses everybody as soon as they went forward can read and write a tree beside other views', async () => {
  await using dir = await tempDir()
  await using alice = await openNotes(dir, 'alice')
  const { key } = alice.base
  {
    await using bob = await openNotes(dir, 'bob', key)
    const cut = alice.connect(bob)
    await alice.admit(bob)
    await waitFor(() => bob.base.writable)
    cut()
  }
  for (let number = 0; number < NOTES; number += 10) {
    await alice.base.append(Array.from({ length: 10 }, (_, at) => Buffer.from(`note ${number + at}`)))
  }
  await waitFor(() => alice.base.signedLength === alice.base.length)
  {
    await using bob = await openNotes(dir, 'bob', key)
    const forward = Promise.withResolvers<void>()
    const cut = alice.connect(bob)
    bob.base.once('fast-forward', () => {
      cut()
      forward.resolve()
    })
    await forward.promise
  }
  await using alone = await openNotes(dir, 'bob', key)
  for (let number = 0; number < NOTES; number += 7) await alone.write(`note ${number}`)
  const { tree, list } = alone.base.view
  const counts = new Map<string, number>()
  for await (const { key: note, value } of tree.createReadStream())
    counts.set(Buffer.from(note).toString(), value[0] ?? 0)
  expect(counts.size).toBe(NOTES)
  expect([counts.get('note 7'), counts.get('note 8')]).toEqual([2, 1])
  expect(list.length).toBe(NOTES + Math.ceil(NOTES / 7))
}, 60_000)

test('a writer that is new is told of, and read, over one connection', async () => {
  await using dir = await tempDir()
  await using alice = await openNotes(dir, 'alice')
  await using bob = await openNotes(dir, 'bob', alice.base.key)
  const cut = alice.connect(bob)
  await alice.admit(bob)
  await waitFor(() => bob.base.writable)
  await bob.write('from bob')
  await waitFor(() => alice.base.view.list.length === 1)
  cut()
})
