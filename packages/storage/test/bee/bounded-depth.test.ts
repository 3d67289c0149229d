/** Trees that go round in a circle, as only a modified client writes them. Without boundDepth each of these tests ends never. */
import { createRequire } from 'node:module'
import { openBase, openStore } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import type Autobase from 'autobase'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import ProtomuxWakeup from 'protomux-wakeup'
import { expect, test } from 'vitest'
import { fetchTree } from '../../src/autobase/fetch-tree.ts'
import { getExactly } from '../../src/bee/exact-gets.ts'

/** How hyperbee writes its blocks: a hostile writer writes them by hand. */
const MESSAGES = './lib/messages.js'
const requireBeside = createRequire(createRequire(import.meta.url).resolve('hyperbee'))
const { Node, YoloIndex } = requireBeside(MESSAGES) as {
  Node: { encode(node: object): Buffer }
  YoloIndex: { encode(index: object): Buffer }
}

type Tree = Hyperbee<Uint8Array, Uint8Array>

const [BEFORE, KEY, AFTER] = ['a', 'm', 'z'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
const BROKEN = { code: 'BASE_BROKEN' }

/** Of a key in the middle, and nodes beside it: pairs of block and node in it. */
function block(at: number, ...levels: number[][]): Buffer {
  const index = YoloIndex.encode({ levels: levels.map((children) => ({ keys: [at], children })) })
  return Node.encode({ key: KEY, value: KEY, index })
}

async function readAll(bee: Tree): Promise<number> {
  let entries = 0
  for await (const _entry of bee.createReadStream()) entries++
  return entries
}

const CIRCLES: [what: string, make: (at: number) => Buffer[]][] = [
  ['a node that is its own child', (at) => [block(at, [at, 0, at, 0])]],
  ['two nodes of one block', (at) => [block(at, [at, 1, at, 1], [at, 0, at, 0])]],
  ['two blocks', (at) => [block(at, [at + 1, 0, at + 1, 0]), block(at + 1, [at, 0, at, 0])]],
]

test.each(CIRCLES)('a circle of %s is no tree, for whoever reads or writes it', async (_what, make) => {
  await using dir = await tempDir('bounded-depth')
  const store = new Corestore(dir.path)
  const bee: Tree = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'bee' }))
  await bee.ready()
  getExactly(bee)
  await bee.put(KEY, KEY)
  await bee.core.append(make(bee.core.length))
  const again = (): Tree => new Hyperbee<Uint8Array, Uint8Array>(bee.core)
  for (const key of [BEFORE, AFTER]) {
    await expect(bee.get(key)).rejects.toMatchObject(BROKEN)
    // One that fails keeps the bee locked.
    await expect(again().put(key, key)).rejects.toMatchObject(BROKEN)
    await expect(again().del(key)).rejects.toMatchObject(BROKEN)
  }
  await expect(readAll(bee)).rejects.toMatchObject(BROKEN)
  const options = { isNeeded: () => true, maxNodes: 1_000, onblock: () => undefined }
  await expect(fetchTree(bee, options)).rejects.toMatchObject(BROKEN)
  await store.close()
})

test('a base whose view goes round in a circle ends, and says why', async () => {
  await using dir = await tempDir('bounded-depth')
  const failed = Promise.withResolvers<Error>()
  const opened = await openStore(dir.path, { onFailure: failed.resolve })
  const wakeup = new ProtomuxWakeup()
  /** As if the signer had signed a view that `apply` does not make. */
  const apply = async (nodes: Autobase.Node<Uint8Array>[], tree: Tree) => {
    getExactly(tree)
    for (const { value } of nodes) {
      await tree.put(value, value)
      if (Buffer.compare(value, KEY) === 0)
        await tree.core.append(block(tree.core.length, [tree.core.length, 0, tree.core.length, 0]))
    }
  }
  const base = await openBase<Tree>(opened.store.namespace('circle'), {
    key: null,
    encryptionKey: null,
    wakeup,
    ackIntervalMs: 50,
    maxBlockBytes: 1_024,
    maxFetchedNodes: 1_024,
    views: [{ name: 'tree', kind: 'bee' }],
    open: (views) => new Hyperbee<Uint8Array, Uint8Array>(views.get('tree'), { extension: false }),
    apply,
    onerror: failed.resolve,
    onrollback: () => undefined,
  })
  await base.append(KEY)
  await expect(base.append(AFTER)).rejects.toThrow()
  expect(await failed.promise).toMatchObject(BROKEN)
  await base.close()
  wakeup.destroy()
  await opened.close()
})
