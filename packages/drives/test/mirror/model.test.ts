import { seededRandom, testSeed } from '@comice/testkit'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tempDir } from '@comice/testkit'
import { readModes, readTree } from '../folder.ts'
import { createOfflinePeer } from '../peers.ts'
import { inside, withoutKept } from './inside.ts'
import { apply, type Edit, edits } from './model.ts'

const RUNS = process.env['COMICE_TEST_FULL'] === '1' ? 300 : 25
const seed = seededRandom(`drives model/${testSeed()}`).integer(0, 2 ** 31 - 1)

test(
  'whatever is edited, a mirror into a drive and out of it makes the folder again',
  async () => {
    await using alice = await createOfflinePeer()
    let run = 0
    const property = fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 4 }), async (rounds) => {
      await using dir = await tempDir('model')
      const [source, target] = [dir.join('source'), dir.join('target')]
      await mkdir(source)
      const name = `model-${run++}`
      await alice.drives.create({ name })
      for (const round of rounds) {
        for (const edit of round) await apply(source, edit)
        const options = { deletes: true, mayDeleteMuch: true, folders: true, names: 'native' } as const
        const into = await alice.drives.mirror({ source, target: `${name}:`, ...options })
        const out = await alice.drives.mirror({ source: `${name}:`, target, ...options })
        const { tree, leaving } = inside(await readTree(source))
        expect(into.refused).toEqual(leaving.map((path) => ({ path, reason: 'link-outside' })))
        expect(out.refused).toEqual([])
        expect(withoutKept(await readTree(target).catch(() => ({})), leaving)).toEqual(tree)
        const modes = await Promise.all([source, target].map((dir) => readModes(dir).catch(() => ({}))))
        expect(withoutKept(modes[1] ?? {}, leaving)).toEqual(withoutKept(modes[0] ?? {}, leaving))
        // Nothing is left to do in either direction.
        const again = await alice.drives.mirror({ source, target: `${name}:`, ...options, dryRun: true })
        const back = await alice.drives.mirror({ source: `${name}:`, target, ...options, dryRun: true })
        for (const plan of [again, back])
          expect(plan).toMatchObject({ added: 0, changed: 0, removed: 0, folderModes: 0 })
      }
      await alice.drives.purge(name)
    })
    await fc.assert(property, { numRuns: RUNS, seed, endOnFailure: false })
  },
  60_000 + RUNS * 12_000,
)

test(
  'ignored files are neither taken nor removed',
  async () => {
    await using alice = await createOfflinePeer()
    let run = 0
    const property = fc.asyncProperty(edits, edits, async (first, second) => {
      await using dir = await tempDir('ignored')
      const [source, target] = [dir.join('source'), dir.join('target')]
      const name = `ignored-${run++}`
      await mkdir(source)
      await alice.drives.create({ name })
      const rules = '*.log\nbuild/\n'
      const round = async (list: readonly Edit[]) => {
        for (const edit of list) await apply(source, edit)
        await writeFile(`${source}/.gitignore`, rules)
        const options = { deletes: true, mayDeleteMuch: true, names: 'native' } as const
        await alice.drives.mirror({ source, target: `${name}:`, ...options })
        await alice.drives.mirror({ source: `${name}:`, target, ...options })
      }
      await round(first)
      // What is ignored in the target is its own.
      await mkdir(target, { recursive: true })
      await writeFile(`${target}/own.log`, 'kept')
      await round(second)
      const { tree, leaving } = inside(await readTree(source))
      const expected = Object.fromEntries(
        Object.entries(tree).filter(
          ([path]) =>
            !path.endsWith('/') &&
            !/\/build\//u.test(path) &&
            !path.endsWith('.log') &&
            !/\.log\//u.test(path),
        ),
      )
      const found = Object.fromEntries(
        Object.entries(withoutKept(await readTree(target), leaving)).filter(([path]) => !path.endsWith('/')),
      )
      expect(found['/own.log']).toContain('kept')
      delete found['/own.log']
      expect(found).toEqual(expected)
      await rm(dir.path, { recursive: true, force: true })
    })
    await fc.assert(property, { numRuns: RUNS, seed })
  },
  60_000 + RUNS * 6_000,
)
