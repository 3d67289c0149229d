import { mkdir, realpath, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { seededRandom, tempDir, testSeed } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refusePath, relativeTarget, resolveLink, shownName } from '../../src/names/safe-path.ts'
import { SiblingNames } from '../../src/names/sibling-names.ts'
import { comparePaths } from '../../src/tree/tree.ts'

const seed = seededRandom(`drives names/${testSeed()}`).integer(0, 2 ** 31 - 1)

test('links that are taken lead nowhere outside, whatever other links they go through', async () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const step = fc.constantFrom('a', 'b', 'c', '..', '.', '')
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`)
  const target = fc.tuple(fc.constantFrom('', '/'), fc.array(step, { minLength: 1, maxLength: 5 }))
  const link = fc.record({ path, target: target.map(([start, steps]) => start + steps.join('/')) })
  let taken = 0
  const property = fc.asyncProperty(fc.array(link, { maxLength: 12 }), async (links) => {
    await using dir = await tempDir('links')
    const root = await realpath(dir.path)
    const made: string[] = []
    for (const { path: at, target: to } of links) {
      if (resolveLink(at, to) === null) continue
      // As a mirror makes them: in folders that are real ones.
      const isReal = made.every(
        (other) => !`${at}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${at}/`),
      )
      if (!isReal) continue
      await mkdir(join(root, dirname(at)), { recursive: true })
      await symlink(relativeTarget(at, to), join(root, at)).then(
        () => made.push(at),
        () => undefined,
      )
    }
    taken += made.length
    for (const at of made) {
      const place = await realpath(join(root, at)).catch(() => root)
      expect(`${place}/`.startsWith(`${root}/`), `${at} of ${JSON.stringify(links)}`).toBe(true)
    }
  })
  await fc.assert(property, { numRuns: 300, seed })
  expect(taken).toBeGreaterThan(100)
})

test('paths are in the order of their bytes', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '-', '0', 'é', '\uffee', '🍐', '\u{10ffff}'),
  })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(comparePaths(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }),
    { numRuns: 2_000, seed },
  )
})

test('of any names in order, those that are taken are different everywhere, and none is file and folder', () => {
  const name = fc.constantFrom('a', 'A', 'b', 'é', 'É', 'ß', 'SS', 'ﬁ', 'fi')
  const paths = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`))
  fc.assert(
    fc.property(paths, (list) => {
      const names = new SiblingNames('portable')
      const taken = [...list].sort(comparePaths).filter((path) => names.claim(path))
      const folded = taken.map((path) => path.normalize('NFKC').toUpperCase())
      expect(new Set(folded).size).toBe(folded.length)
      for (const file of folded) for (const other of folded) expect(other.startsWith(`${file}/`)).toBe(false)
    }),
    { numRuns: 1_000, seed },
  )
})

test('any name is taken or refused, in bounded time, and can be shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const rules of ['portable', 'native'] as const) refusePath(`/${text}`, rules)
      expect(shownName(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/u)
    }),
    { numRuns: 2_000, seed },
  )
  const startedAt = performance.now()
  expect(refusePath(`/${'a/'.repeat(5_000_000)}`)).toBe('too-long')
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})
