import { seededRandom, testSeed } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plan, type Step } from '../../src/plan/plan.ts'
import { compareEntries, type FolderMode, type TreeEntry } from '../../src/tree/tree.ts'
import { collect } from '../collect.ts'

const seed = seededRandom(`drives plan/${testSeed()}`).integer(0, 2 ** 31 - 1)

const PATHS = ['/a', '/a-b', '/a/b', '/a/b/c', '/é', '/🍐', '/b', '/B'] as const

const entry = fc.record({
  path: fc.constantFrom(...PATHS),
  kind: fc.constantFrom('file' as const, 'folder' as const, 'symlink' as const),
  bytes: fc.constantFrom(0, 1, 2),
  mode: fc.constantFrom(0o644, 0o755, null),
  mtimeMs: fc.constantFrom(1, 2, null),
  isIgnored: fc.boolean(),
})

const tree = fc.array(entry).map((entries) => {
  const full = entries.map((one): TreeEntry => ({
    ...one,
    bytes: one.kind === 'file' ? one.bytes : 0,
    executable: ((one.mode ?? 0) & 0o100) !== 0,
    target: one.kind === 'symlink' ? 'x' : null,
    contents: null,
  }))
  const sorted = full.sort(compareEntries)
  return sorted.filter((one, at) => at === 0 || compareEntries(sorted[at - 1]!, one) !== 0)
})

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

const nameOf = ({ path, kind }: TreeEntry) => (kind === 'folder' ? `${path}/` : path)

test('what a plan leaves in the target is the source, and what the source lacks only where it may stay', async () => {
  const options = { checksum: false, isSameContents: () => Promise.resolve(true) }
  await fc.assert(
    fc.asyncProperty(tree, tree, fc.boolean(), async (source, target, deletes) => {
      const steps: Step[] = await collect(plan(stream(source), stream(target), { ...options, deletes }))
      const left = steps.flatMap((step) =>
        step.kind === 'remove' || step.kind === 'refuse' || step.kind === 'mode'
          ? []
          : [step.source ?? step.target],
      )
      const kept = target.filter((one) => !source.some((other) => nameOf(other) === nameOf(one)))
      const stays = kept.filter(({ isIgnored }) => !deletes || isIgnored)
      expect(left.map((one) => nameOf(one)).sort()).toEqual([...source, ...stays].map(nameOf).sort())
      // Each path once, in order.
      const places = steps.flatMap((step) => ('source' in step ? [step.source ?? step.target] : []))
      for (let at = 1; at < places.length; at++)
        expect(compareEntries(places[at - 1]!, places[at]!)).toBeLessThan(0)
      // A tree that is planned against itself has nothing to do.
      const again = await collect(plan(stream(source), stream(source), { ...options, deletes }))
      expect(again.every(({ kind }) => kind === 'keep')).toBe(true)
    }),
    { numRuns: 1_000, seed },
  )
})

const modes = fc
  .uniqueArray(fc.record({ path: fc.constantFrom(...PATHS), mode: fc.constantFrom(0o700, 0o755) }), {
    selector: ({ path }) => path,
  })
  .map((list) => list.map((one): FolderMode => ({ ...one, kind: 'mode' })).sort(compareEntries))

const side = fc.tuple(tree, modes)

test('modes of folders that the source knows become those of the target, between the same steps', async () => {
  const options = { deletes: true, checksum: false, isSameContents: () => Promise.resolve(true) }
  await fc.assert(
    fc.asyncProperty(side, side, async ([source, ours], [target, theirs]) => {
      const both = [
        [...source, ...ours].sort(compareEntries),
        [...target, ...theirs].sort(compareEntries),
      ] as const
      const steps = await collect(plan(stream(both[0]), stream(both[1]), options))
      const without = await collect(plan(stream(source), stream(target), options))
      expect(steps.filter(({ kind }) => kind !== 'mode')).toEqual(without)
      const known = new Map(theirs.map(({ path, mode }) => [path, mode]))
      const changed = ours.filter(({ path, mode }) => known.get(path) !== mode)
      expect(steps.filter(({ kind }) => kind === 'mode')).toMatchObject(
        changed.map(({ path, mode }) => ({ path, mode, before: known.get(path) ?? null })),
      )
    }),
    { numRuns: 1_000, seed },
  )
})

test('refused entries of the source are told once, those of the target not at all', async () => {
  const refused = { kind: 'refused' as const, path: '/x', place: '/x', reason: 'clash' as const }
  const one = async function* () {
    yield refused
  }
  const options = { deletes: true, checksum: false, isSameContents: () => Promise.resolve(true) }
  expect(await collect(plan(one(), one(), options))).toEqual([
    { kind: 'refuse', path: '/x', reason: 'clash' },
  ])
})

test('what the source has and cannot give is not removed from the target', async () => {
  const file = (path: string): TreeEntry => ({
    path,
    kind: 'file',
    bytes: 1,
    mode: null,
    executable: false,
    mtimeMs: 1,
    target: null,
    isIgnored: false,
    contents: null,
  })
  const source = async function* () {
    yield { kind: 'refused' as const, path: '/locked', place: '/locked', reason: 'no-access' as const }
    yield file('/z')
  }
  const target = ['/a', '/locked-not', '/locked/deep/b', '/z'].map(file)
  const options = { deletes: true, checksum: false, isSameContents: () => Promise.resolve(true) }
  const steps = await collect(plan(source(), stream(target), options))
  expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
    ['refuse', '/locked'],
    ['remove', '/a'],
    ['remove', '/locked-not'],
    ['keep', '/locked/deep/b'],
    ['keep', '/z'],
  ])
})
