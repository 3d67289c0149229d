import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { seededRandom, tempDir, testSeed, waitFor } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeFiles, readModes, readTree } from '../folder.ts'
import { apply, edits } from '../mirror/model.ts'
import { inside, withoutKept } from '../mirror/inside.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

const RUNS = process.env['COMICE_TEST_FULL'] === '1' ? 60 : 8
const seed = seededRandom(`drives live/${testSeed()}`).integer(0, 2 ** 31 - 1)
const options = { deletes: true, mayDeleteMuch: true, folders: true, names: 'native' } as const

test(
  'a folder that is edited while it is mirrored live ends up the same at another peer',
  async () => {
    await using peers = await createDrivePeers()
    const [alice, bob] = [await peers.open(), await peers.open()]
    let run = 0
    const property = fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async (rounds) => {
      await using dir = await tempDir('live')
      const [source, target] = [dir.join('source'), dir.join('target')]
      await mkdir(source)
      const name = `live-${run++}`
      const { link } = await alice.drives.create({ name })
      await using into = await alice.drives.mirrorLive({ source, target: `${name}:`, ...options })
      await alice.drives.seed(name)
      await using out = await bob.drives.mirrorLive({ source: link, target, ...options })
      for (const round of rounds) {
        // Some edits come while a round is at work.
        for (const edit of round) await apply(source, edit)
        if (round.length % 2 === 0) await into.settled()
      }
      await into.settled()
      const { version } = await alice.drives.info(name)
      await waitFor(() => out.status.last?.sourceVersion === version)
      const { tree, leaving } = inside(await readTree(source))
      expect(withoutKept(await readTree(target).catch(() => ({})), leaving)).toEqual(tree)
      const modes = await Promise.all([source, target].map((dir) => readModes(dir).catch(() => ({}))))
      expect(withoutKept(modes[1] ?? {}, leaving)).toEqual(withoutKept(modes[0] ?? {}, leaving))
      expect([into.status.trouble, out.status.trouble]).toEqual([null, null])
    })
    await fc.assert(property, { numRuns: RUNS, seed, endOnFailure: RUNS > 20 })
  },
  60_000 + RUNS * 15_000,
)

test('a change is seen by itself, ignored files are not, and a deletion comes through', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const source = dir.join('source')
  await makeFiles(source, { a: 'a', 'docs/b': 'b', '.gitignore': '*.log\n' })
  await alice.drives.create({ name: 'pears' })
  const rounds: number[] = []
  await using live = await alice.drives.mirrorLive({
    source,
    target: 'pears:',
    deletes: true,
    onround: ({ added, changed, removed }) => rounds.push(added + changed + removed),
  })
  expect(rounds).toEqual([3])
  const contents = async (path: string) => {
    const pieces = alice.drives.files.read(`pears:${path}`)
    let text = ''
    for await (const piece of pieces) text += String(piece)
    return text
  }
  await appendFile(`${source}/docs/b`, 'b')
  await waitFor(async () => (await contents('/docs/b')) === 'bb')
  // A folder that is made and filled at once.
  await makeFiles(`${source}/new/deep`, { c: 'c', 'x.log': 'ignored' })
  await waitFor(() => contents('/new/deep/c').catch(() => null))
  // As editors save.
  await writeFile(`${source}/a.tmp`, 'saved')
  await rename(`${source}/a.tmp`, `${source}/a`)
  await waitFor(async () => (await contents('/a')) === 'saved')
  await rm(`${source}/docs`, { recursive: true })
  await waitFor(async () => (await contents('/docs/b').catch(() => null)) === null)
  await live.settled()
  const names = []
  for await (const { path } of alice.drives.files.list('pears', { recursive: true })) names.push(path)
  expect(names).toEqual(['/.gitignore', '/a', '/new/deep/c'])
  // Ignored: not even a round that changes something.
  const before = rounds.filter((changes) => changes > 0).length
  await writeFile(`${source}/y.log`, 'ignored')
  await live.settled()
  expect(rounds.filter((changes) => changes > 0)).toHaveLength(before)
})

test('a live mirror holds back when more than a tenth would go, and goes on with the rest', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const [source, target] = [dir.join('source'), dir.join('target')]
  await makeFiles(source, Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, String(at)])))
  await alice.drives.create({ name: 'pears' })
  await using live = await alice.drives.mirrorLive({ source, target: 'pears:', deletes: true })
  // Without a pause in between, in which a round could find a few gone.
  for (let at = 0; at < 15; at++) rmSync(`${source}/f${at}`)
  writeFileSync(`${source}/new`, 'new')
  const round = await live.settled()
  expect(round).toMatchObject({ removed: 0, heldDeletions: 15 })
  await alice.drives.mirror({ source: 'pears:', target })
  expect(Object.keys(await readTree(target))).toHaveLength(31)
  expect(await readFile(`${target}/new`, 'utf8')).toBe('new')
})

test('a source that goes away is trouble, not an empty folder, and is taken up when it is back', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const source = dir.join('source')
  await makeFiles(source, { a: 'a' })
  await alice.drives.create({ name: 'pears' })
  await using live = await alice.drives.mirrorLive({ source, target: 'pears:', ...options })
  await rename(source, dir.join('away'))
  await expect(live.settled()).rejects.toMatchObject({ code: 'MIRROR_SOURCE_MISSING' })
  expect(live.status).toMatchObject({ state: 'troubled' })
  expect(await alice.drives.files.stat('pears:/a')).toMatchObject({ bytes: 1 })
  renameSync(dir.join('away'), source)
  writeFileSync(`${source}/a`, 'again')
  await waitFor(() => live.status.state === 'watching')
  expect(await alice.drives.files.stat('pears:/a')).toMatchObject({ bytes: 5 })
})

test('an idle live mirror does nothing', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  await makeFiles(dir.join('source'), { a: 'a', 'b/c': 'c' })
  await alice.drives.create({ name: 'pears' })
  await using live = await alice.drives.mirrorLive({ source: dir.join('source'), target: 'pears:' })
  await live.settled()
  await waitFor(() => live.status.state === 'watching')
  const { rounds } = live.status
  expect(alice.drives.liveMirrors()).toEqual([live])
  // Something else is at work meanwhile.
  await alice.drives.create({ name: 'other' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'other:' })
  await alice.drives.mirror({ source: 'other:', target: dir.join('target') })
  expect(live.status.rounds).toBe(rounds)
  await live.close()
  expect(alice.drives.liveMirrors()).toEqual([])
})
