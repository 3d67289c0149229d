/** Feeds of hostile devices, between two stores. */
import { randomBytes } from 'node:crypto'
import { tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { MAX_FEED_BYTES } from '../../src/constants.ts'
import { Feed } from '../../src/feed/feed.ts'

const MIB = 1024 * 1024
const encryption = { key: randomBytes(32) }

function feedOf(core: Hypercore): Feed {
  const onproblem = (error: Error) => {
    throw error
  }
  return new Feed(core, { onblocks: () => undefined, onproblem })
}

test('of a feed of large blocks as much is fetched as is read', async () => {
  await using stack = new AsyncDisposableStack()
  const [theirs, ours] = await Promise.all(
    ['mallory', 'alice'].map(async (name) => new Corestore(stack.use(await tempDir(name)).path)),
  )
  if (theirs === undefined || ours === undefined) throw new Error('two stores')
  stack.defer(() => Promise.all([theirs.close(), ours.close()]).then(() => undefined))
  const written = theirs.get({ name: 'feed', encryption })
  await written.ready()
  const within = MAX_FEED_BYTES / MIB
  await written.append(Array.from({ length: within - 1 }, () => Buffer.alloc(MIB)))
  const read = ours.get({ key: written.key ?? Buffer.alloc(0), encryption })
  const feed = feedOf(read)
  await feed.open()
  const [there, here] = [theirs.replicate(true), ours.replicate(false)]
  stack.defer(() => void there.destroy())
  there.pipe(here).pipe(there)
  await waitFor(() => feed.blocks.length === within - 1)

  await written.append([Buffer.alloc(MIB / 2), Buffer.alloc(MIB), Buffer.alloc(1), Buffer.alloc(1)])
  await waitFor(() => read.length === within + 3)
  await waitFor(() => feed.blocks.length === within)
  // What is asked for by name still comes: so the others were not asked for.
  await read.get(within + 2)
  expect(await Promise.all([within, within + 1].map((block) => read.has(block)))).toEqual([false, false])
  expect(feed.blocks).toHaveLength(within)
})

test('a device writes no more than others read of it', async () => {
  await using dir = await tempDir('alice')
  await using stack = new AsyncDisposableStack()
  const store = new Corestore(dir.path)
  stack.defer(() => store.close())
  const core = store.get({ name: 'feed', encryption })
  await core.ready()
  await core.append(Array.from({ length: MAX_FEED_BYTES / MIB }, () => Buffer.alloc(MIB)))
  const feed = feedOf(core)
  await feed.open()
  const seal = { epochId: randomBytes(32), sealed: [] }
  await expect(feed.append([{ kind: 'seal', seal }])).rejects.toMatchObject({ code: 'HOME_FULL' })
  expect(core.length).toBe(MAX_FEED_BYTES / MIB)
})
