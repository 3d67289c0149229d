/** Of a tree that others have: what a limit leaves out is not asked for, and what a deletion takes from beside is here. */
import { tempDir } from '@comice/testkit'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { fetchTree, type FetchTreeOptions, type KeyInterval } from '../../src/autobase/fetch-tree.ts'
import { MAX_NODE_KEYS } from '../../src/constants.ts'

const ENTRIES = 600

const MIDDLE = 330

/** Keys, and the nodes between them. */
const BLOCKS_OF_A_NODE = 2 * MAX_NODE_KEYS + 1

type Tree = Hyperbee<Uint8Array, Uint8Array>

function keyOf(entry: number): Buffer {
  return Buffer.from(String(entry).padStart(4, '0'))
}

/** What alice has, and bob has nothing of; entry n is in block n + 1. */
async function openTree(stack: AsyncDisposableStack) {
  const dir = stack.use(await tempDir('fetch-tree'))
  const [aliceStore, bobStore] = [new Corestore(dir.join('alice')), new Corestore(dir.join('bob'))]
  stack.defer(async () => void (await Promise.all([aliceStore.close(), bobStore.close()])))
  const bee: Tree = new Hyperbee<Uint8Array, Uint8Array>(aliceStore.get({ name: 'tree' }))
  await bee.ready()
  const batch = bee.batch()
  for (let entry = 0; entry < ENTRIES; entry++) await batch.put(keyOf(entry), Buffer.from('x'))
  await batch.flush()
  const core = bobStore.get({ key: bee.core.key ?? Buffer.alloc(0) })
  await core.ready()
  const [here, there] = [aliceStore.replicate(true), bobStore.replicate(false)]
  here.pipe(there).pipe(here)
  const disconnect = () => {
    here.destroy()
    there.destroy()
  }
  stack.defer(disconnect)
  await core.get(ENTRIES)
  const tree: Tree = new Hyperbee<Uint8Array, Uint8Array>(core, { extension: false })
  return { core, tree, disconnect }
}

function fetchAll(tree: Tree, options: Partial<FetchTreeOptions> = {}): Promise<boolean> {
  return fetchTree(tree, { isNeeded: () => true, maxNodes: ENTRIES, onblock: () => undefined, ...options })
}

test('nothing is asked for beyond the limit, and everything without one', async () => {
  await using stack = new AsyncDisposableStack()
  const { core, tree } = await openTree(stack)
  const asked = noteAsked(core)
  const maxNodes = 8
  expect(await fetchAll(tree, { maxNodes })).toBe(false)
  expect(asked.size).toBeGreaterThan(maxNodes)
  expect(asked.size).toBeLessThanOrEqual(maxNodes * BLOCKS_OF_A_NODE)
  for (const index of asked) expect(await core.has(index)).toBe(true)

  expect(await fetchAll(tree)).toBe(true)
  // Each entry is a key of a node; before them is the header.
  for (let entry = 1; entry <= ENTRIES; entry++) expect(await core.has(entry)).toBe(true)
})

test('deletions in the needed part, which take keys from beside, need nobody', async () => {
  await using stack = new AsyncDisposableStack()
  const { core, tree, disconnect } = await openTree(stack)
  const isNeeded = ({ before }: KeyInterval) => before === null || Buffer.compare(before, keyOf(MIDDLE)) > 0
  expect(await fetchAll(tree, { isNeeded })).toBe(true)
  disconnect()
  expect(await core.has(1, MIDDLE / 2)).toBe(false)
  // Fails for a block that is not here, instead of waiting for it.
  const alone: Tree = new Hyperbee<Uint8Array, Uint8Array>(core.session({ wait: false }), {
    extension: false,
  })
  const batch = alone.batch({ update: false })
  for (let entry = MIDDLE; entry < ENTRIES; entry++) await batch.del(keyOf(entry))
  expect(await batch.get(keyOf(ENTRIES - 1))).toBeNull()
  await batch.close()
})

/** The blocks that are asked for from now on. */
function noteAsked(core: Hypercore): ReadonlySet<number> {
  const asked = new Set<number>()
  const get = core.get.bind(core)
  const download = core.download.bind(core)
  core.get = (index: number, options?: Hypercore.GetOptions) => {
    asked.add(index)
    return get(index, options)
  }
  core.download = (range) => {
    for (const index of (range as { blocks?: number[] }).blocks ?? []) asked.add(index)
    return download(range)
  }
  return asked
}
