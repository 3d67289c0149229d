import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { seededRandom, tempDir, waitFor } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { readTree } from '../folder.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'
import { CLASHING_NAMES } from '../../src/testing/hostile-names.ts'
import { ENTRIES, goodValue, hostileDrive, NAMES } from './hostile.ts'

const entries: (readonly [string, unknown])[] = [
  ...NAMES.map(([key]) => [key, goodValue] as const),
  ...ENTRIES.map(([key, value]) => [key, value] as const),
  ...CLASHING_NAMES.flat().map((key) => [key, goodValue] as const),
]
const reasons = [
  ...NAMES.map(([, reason]) => reason),
  ...ENTRIES.map(([, , reason]) => reason),
  ...CLASHING_NAMES.map(() => 'clash'),
].sort()
const kept = ['/good', ...CLASHING_NAMES.map(([first]) => first)].sort()

async function setUp() {
  const stack = new AsyncDisposableStack()
  const peers = stack.use(await createDrivePeers())
  const [mallory, bob] = [await peers.open(), await peers.open()]
  const dir = await peers.dir()
  // What is beside the target must stay as it is.
  await mkdir(dir.join('victim'))
  const target = dir.join('inner/target')
  const outside = async () => [
    await readdir(dir.path),
    await readdir(dir.join('victim')),
    await readdir(dir.join('inner')),
  ]
  return { mallory, bob, dir, target, outside, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('a drive of hostile names and entries', () => {
  test('is mirrored without them, each is listed, and nothing is written outside', async () => {
    await using room = await setUp()
    const link = await hostileDrive(room.mallory, entries)
    const result = await room.bob.drives.mirror({ source: link, target: room.target, silenceMs: 3_000 })
    expect(result.refused.map(({ reason }) => reason).sort()).toEqual(reasons)
    expect(result.refusedCount).toBe(reasons.length)
    for (const { path } of result.refused) {
      expect(path).not.toMatch(/[\u0000-\u001f\u202e]/u)
      expect(path.length).toBeLessThanOrEqual(121)
    }
    const tree = await readTree(room.target)
    expect(Object.keys(tree).sort()).toEqual(kept)
    for (const facts of Object.values(tree)) expect(facts).toContain('good!')
    expect(await room.outside()).toEqual([['inner', 'victim'], [], ['target']])

    // Again: nothing to do, the same refused.
    const again = await room.bob.drives.mirror({ source: link, target: room.target, silenceMs: 3_000 })
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, refusedCount: reasons.length })
  })

  test('goes into a drive of ours without what no tree can hold', async () => {
    await using room = await setUp()
    const link = await hostileDrive(room.mallory, entries)
    await room.bob.drives.create({ name: 'own' })
    await room.bob.drives.mirror({ source: link, target: 'own:', silenceMs: 3_000 })
    const listed = []
    for await (const entry of room.bob.drives.files.list('own:', { recursive: true })) listed.push(entry)
    expect(listed.filter(({ refusal }) => refusal === 'not-a-path' || refusal === 'unreadable')).toEqual([])
    const out = await room.bob.drives.mirror({ source: 'own:', target: room.target })
    expect(Object.keys(await readTree(room.target)).sort()).toEqual(kept)
    expect(new Set(out.refused.map(({ reason }) => reason))).toEqual(new Set(['reserved', 'clash']))
    expect(await room.outside()).toEqual([['inner', 'victim'], [], ['target']])
  })

  test('is followed live without them', async () => {
    await using room = await setUp()
    const link = await hostileDrive(room.mallory, entries)
    await using live = await room.bob.drives.mirrorLive({
      source: link,
      target: room.target,
      silenceMs: 3_000,
    })
    expect(Object.keys(await readTree(room.target)).sort()).toEqual(kept)
    await room.mallory.drives.files.put('drive:/later', [Buffer.from('later')])
    await waitFor(() => readFile(`${room.target}/later`, 'utf8').catch(() => null))
    expect(live.status.last?.refusedCount).toBe(reasons.length)
    expect(await room.outside()).toEqual([['inner', 'victim'], [], ['target']])
  })
})

test('a link that stands in the target is not followed', async () => {
  await using room = await setUp()
  const link = await hostileDrive(room.mallory, [
    ['/docs/a', goodValue],
    ['/deep/er/b', goodValue],
  ])
  await mkdir(`${room.target}/deep`, { recursive: true })
  await symlink('../../victim', `${room.target}/docs`)
  await symlink('../../../victim', `${room.target}/deep/er`)
  const result = await room.bob.drives.mirror({ source: link, target: room.target })
  expect(result).toMatchObject({ added: 1, refusedCount: 2 })
  expect(result.refused.map(({ reason }) => reason)).toEqual(['behind-link', 'behind-link'])
  expect(await readdir(room.dir.join('victim'))).toEqual([])
  // With the word to delete, the links go, and the files come.
  await room.bob.drives.mirror({ source: link, target: room.target, deletes: true })
  expect(Object.keys(await readTree(room.target)).sort()).toEqual(['/deep/er/b', '/docs/a', '/good'])
  expect(await readdir(room.dir.join('victim'))).toEqual([])
})

test('a folder that becomes a link while it is written to leads nothing outside', async () => {
  await using room = await setUp()
  const random = seededRandom('swap')
  const link = await hostileDrive(
    room.mallory,
    Array.from({ length: 400 }, (_, at) => [`/docs/${at}`, goodValue] as const),
  )
  await mkdir(`${room.target}/docs`, { recursive: true })
  let isOver = false
  const swapping = (async () => {
    for (let turn = 0; !isOver; turn++) {
      await rename(`${room.target}/docs`, `${room.target}/aside`).catch(() => undefined)
      await symlink('../../victim', `${room.target}/docs`).catch(() => undefined)
      if (random.chance(0.5)) await new Promise(setImmediate)
      await rm(`${room.target}/docs`, { force: true }).catch(() => undefined)
      await rename(`${room.target}/aside`, `${room.target}/docs`).catch(() => undefined)
      await new Promise(setImmediate)
    }
  })()
  for (let round = 0; round < 5; round++) {
    await room.bob.drives.mirror({ source: link, target: room.target, checksum: true })
  }
  isOver = true
  await swapping
  expect(await readdir(room.dir.join('victim'))).toEqual([])
})

test('100,000 entries in a folder are planned in bounded memory', async () => {
  await using mallory = await createOfflinePeer()
  await hostileDrive(
    mallory,
    Array.from({ length: 100_000 }, (_, at) => [`/many/${String(at).padStart(5, '0')}`, goodValue] as const),
  )
  await using dir = await tempDir()
  const startedAt = performance.now()
  const result = await mallory.drives.mirror({ source: 'drive:', target: dir.join('target'), dryRun: true })
  console.log(`planned in ${Math.round(performance.now() - startedAt)} ms`)
  expect(result).toMatchObject({ added: 100_001, refusedCount: 0 })
}, 240_000)
