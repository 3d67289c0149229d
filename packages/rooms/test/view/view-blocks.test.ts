import { tempDir, waitFor } from '@comice/testkit'
import b4a from 'b4a'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { type BlocksByIndex, ViewBlocks } from '../../src/view/view-blocks.ts'

function textsOf(blocks: BlocksByIndex): string[] {
  return [...blocks].map(([index, block]) => `${index} ${b4a.toString(block as Uint8Array)}`)
}

/** A published core, and drafts of it as Autobase writes them. */
async function openView(dir: string) {
  const store = new Corestore(dir)
  const core = store.get({ name: 'view' })
  await core.append(['zero', 'one'])
  const blocks = new ViewBlocks()
  const seen = async () => {
    const snapshot = core.snapshot()
    await snapshot.ready()
    const texts = textsOf(blocks.of(snapshot))
    await snapshot.close()
    return texts
  }
  const draftOf = async (name: string) => {
    const draft = core.session({ name, overwrite: true })
    await draft.ready()
    return blocks.keepAppended(draft)
  }
  return { store, core, seen, draftOf }
}

test('the root that tells what a session has written is that of its tree', async () => {
  await using dir = await tempDir('view')
  const { store, core } = await openView(dir.join('store'))
  expect((core.state as { hash(): Uint8Array }).hash()).toEqual(await core.treeHash())
  await store.close()
})

test('what a draft wrote is there when it is published, and not before', async () => {
  await using dir = await tempDir('view')
  const { store, core, seen, draftOf } = await openView(dir.join('store'))
  const draft = await draftOf('draft')
  await draft.append([b4a.from('two'), b4a.from('three')])
  expect(await seen()).toEqual([])
  await core.commit(draft)
  expect(await seen()).toEqual(['2 two', '3 three'])
  await store.close()
})

test('what a draft took back, and what a draft that was given up wrote, is never there', async () => {
  await using dir = await tempDir('view')
  const { store, core, seen, draftOf } = await openView(dir.join('store'))
  const givenUp = await draftOf('given up')
  await givenUp.append([b4a.from('not two'), b4a.from('not three')])
  await core.append('two')
  expect(await seen()).toEqual([])

  const draft = await draftOf('draft')
  await draft.append([b4a.from('not three'), b4a.from('not four')])
  await draft.truncate(3, core.fork)
  await draft.append(b4a.from('three'))
  await core.commit(draft)
  expect(await seen()).toEqual(['3 three'])
  await store.close()
})

test('a draft reads what it wrote, and after it took something back what is there instead', async () => {
  await using dir = await tempDir('view')
  const { store, draftOf } = await openView(dir.join('store'))
  const draft = await draftOf('draft')
  const read = async (index: number) => b4a.toString(await draft.get(index))
  const sibling = draft.session()
  for (let round = 0; round < 20; round++) {
    await draft.append([b4a.from('taken back'), b4a.from('taken back too')])
    expect([await read(1), await read(2), await read(3)]).toEqual(['one', 'taken back', 'taken back too'])
    await sibling.truncate(2)
    await sibling.append(b4a.from(`instead ${round}`))
    expect(await read(2)).toBe(`instead ${round}`)
    await draft.append(b4a.from(`then ${round}`))
    expect([await read(2), await read(3)]).toEqual([`instead ${round}`, `then ${round}`])
    await sibling.truncate(2)
  }
  await draft.close()
  await expect(draft.get(2)).rejects.toMatchObject({ code: 'SESSION_CLOSED' })
  await store.close()
})

test('a member who just spoke reads the message back without asking the disk', async () => {
  await using test = await createTestRoom(['alice'], { rooms: { ackIntervalMs: 0 } })
  const { room, profile } = test.alice
  const { stats } = (profile.store.storage as unknown as { rocks: { stats: { gets: number } } }).rocks
  let said = 0
  // Autobase may still be reading for itself when we count.
  await waitFor(async () => {
    const { seq } = await room.say(`message ${said++}`)
    const before = stats.gets
    const { messages } = await room.history({ limit: 1 })
    expect(messages[0]?.seq).toBe(seq)
    return stats.gets === before
  })
})
