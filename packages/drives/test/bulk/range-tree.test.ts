import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStored, signedTree } from '../../src/bulk/core-blocks.ts'
import { levelAt, nodeOver, provenNodes, type PathNode } from '../../src/bulk/range-tree.ts'
import { createCores, storedChunk } from './cores.ts'

test.each([
  { start: 0, end: 8, maxLevel: 10, level: 3 },
  { start: 0, end: 7, maxLevel: 10, level: 2 },
  { start: 4, end: 8, maxLevel: 10, level: 2 },
  { start: 4, end: 8, maxLevel: 1, level: 1 },
  { start: 5, end: 8, maxLevel: 10, level: 0 },
  { start: 6, end: 8, maxLevel: 10, level: 1 },
])('from block $start to $end, with levels up to $maxLevel, a subtree has level $level', (of) => {
  expect(levelAt(of.start, of.end, of.maxLevel)).toBe(of.level)
})

test('every subtree of a core of any length leads to a root that its writer signed, by the nodes of its own tree', async () => {
  await using cores = createCores()
  for (const length of [1, 2, 3, 7, 8, 13, 64, 100]) {
    const core = await cores.filled(Array.from({ length }, (_, at) => 1 + (at % 5)))
    const tree = signedTree(core)
    for (let start = 0; start < length; start++) {
      for (let level = levelAt(start, length, 20); level >= 0; level--) {
        const chunk = await storedChunk(core, { start, level })
        const nodes = provenNodes({ start, level }, chunk, tree)
        const stored = await readStored(core, {
          start,
          count: 0,
          nodes: (nodes ?? []).map(({ index }) => index),
        })
        expect(stored?.nodes.map(({ hash }) => hash)).toEqual(nodes?.map(({ hash }) => Buffer.from(hash)))
        expect(nodes?.some(({ index }) => index === nodeOver(start, level))).toBe(true)
      }
    }
  }
})

test('an older length has roots of its own, and a subtree leads there too', async () => {
  await using cores = createCores()
  const core = await cores.filled(Array.from({ length: 11 }, () => 3))
  const old = signedTree(core)
  await core.append(Array.from({ length: 30 }, () => Buffer.alloc(3)))
  const subtree = { start: 4, level: 2 }
  expect(provenNodes(subtree, await storedChunk(core, subtree, old.length), old)).not.toBeNull()
  expect(provenNodes(subtree, await storedChunk(core, subtree), old)).toBeNull()
})

test('whatever is changed of blocks or path, nothing is proven', async () => {
  await using cores = createCores()
  const core = await cores.filled(Array.from({ length: 100 }, (_, at) => 20 + at))
  const tree = signedTree(core)
  const subtree = { start: 16, level: 3 }
  const chunk = await storedChunk(core, subtree)
  expect(provenNodes(subtree, chunk, tree)).not.toBeNull()
  const flipped = (bytes: Uint8Array, at: number) =>
    Uint8Array.from(bytes, (byte, index) => (index === at % bytes.byteLength ? byte ^ 1 : byte))
  const changes = fc.oneof(
    fc.nat(7).chain((block) =>
      fc.nat().map((at) => ({
        ...chunk,
        blocks: chunk.blocks.map((bytes, index) => (index === block ? flipped(bytes, at) : bytes)),
      })),
    ),
    fc.nat(7).map((block) => ({
      ...chunk,
      blocks: chunk.blocks.map((bytes, index) => (index === block ? bytes.subarray(1) : bytes)),
    })),
    fc.nat(chunk.path.length - 1).map((at) => ({ ...chunk, path: chunk.path.toSpliced(at, 1) })),
    fc.tuple(fc.nat(chunk.path.length - 1), fc.nat(31)).map(([at, byte]) => ({
      ...chunk,
      path: chunk.path.map((node, index) =>
        index === at ? { ...node, hash: flipped(node.hash, byte) } : node,
      ),
    })),
    fc
      .tuple(fc.nat(chunk.path.length - 1), fc.constantFrom(0, 1, 2 ** 52, Number.MAX_SAFE_INTEGER))
      .map(([at, size]) => ({
        ...chunk,
        path: chunk.path.map((node, index): PathNode => (index === at ? { ...node, size } : node)),
      })),
  )
  fc.assert(fc.property(changes, (changed) => provenNodes(subtree, changed, tree) === null))
  expect(provenNodes({ start: 24, level: 3 }, chunk, tree)).toBeNull()
})
