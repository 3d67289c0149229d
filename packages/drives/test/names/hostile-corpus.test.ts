/**
 * The corpus of hostile names on the ways to a disk, or into a drive of ours, that no other test has: archives and copies.
 * Mirrors are in test/mirror/hostile.test.ts, receiving in test/send/hostile-sender.test.ts, commands in tests/e2e.
 */
import { mkdir, readdir } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { refusePath } from '../../src/names/safe-path.ts'
import { unpackTar } from '../../src/parts/index.ts'
import { CLASHING_NAMES, HOSTILE_NAMES } from '../../src/testing/hostile-names.ts'
import { collect } from '../collect.ts'
import { readTree } from '../folder.ts'
import { ENTRIES, goodValue, hostileDrive } from '../mirror/hostile.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

const NAMES = [...HOSTILE_NAMES.map(([name]) => name), ...CLASHING_NAMES.flat()]

/** A file by each name, as it is and without the slash that begins it, and one that is good. */
function archive(): AsyncIterable<Uint8Array> {
  const packing = pack()
  for (const name of ['good', ...NAMES, ...NAMES.map((one) => one.replace(/^\/+/u, ''))])
    packing.entry({ name, mtime: new Date(0) }, 'x')
  packing.finalize()
  return packing as AsyncIterable<Uint8Array>
}

/** What is beside and in a folder that something was written into. */
async function expectContained(dir: { path: string; join: (name: string) => string }): Promise<string[]> {
  expect((await readdir(dir.path)).sort()).toEqual(['in', 'victim'])
  expect(await readdir(dir.join('victim'))).toEqual([])
  const paths = Object.keys(await readTree(dir.join('in'))).map((path) => path.replace(/\/$/u, ''))
  expect(paths.filter((path) => refusePath(path, 'native') !== null)).toEqual([])
  return paths
}

async function setUp() {
  const dir = await tempDir()
  for (const name of ['in', 'victim']) await mkdir(dir.join(name))
  return dir
}

test('an archive of them is unpacked into its folder alone', async () => {
  await using dir = await setUp()
  const unpacked = await unpackTar(archive(), dir.join('in'))
  expect(await expectContained(dir)).toContain('/good')
  expect(unpacked.files + unpacked.refusedCount).toBe(1 + 2 * NAMES.length)
  expect(unpacked.refused.map(({ path }) => path).join('')).not.toMatch(/[\u0000-\u001f\u202e]/u)
})

test('an archive of them is imported without what no tree can hold, and leaves a disk as it is', async () => {
  await using dir = await setUp()
  await using alice = await createOfflinePeer()
  await alice.drives.create({ name: 'pears' })
  const { entries, refusedCount } = await alice.drives.tar.import('pears:/in', archive())
  // Those that are nothing but slashes are the folder itself.
  const tops = NAMES.filter((name) => /^\/*$/u.test(name)).length
  expect(entries + refusedCount).toBe(1 + 2 * (NAMES.length - tops))
  const listed = await collect(alice.drives.files.list('pears', { recursive: true }))
  const reasons = new Set(listed.map(({ refusal }) => refusal))
  for (const reason of ['not-a-path', 'unreadable', 'too-long'] as const)
    expect(reasons).not.toContain(reason)
  await alice.drives.mirror({ source: 'pears:/in', target: dir.join('in') })
  expect(await expectContained(dir)).toContain('/good')
})

test('a copy of a hostile drive into one of ours has what a tree can hold, and leaves a disk as it is', async () => {
  await using peers = await createDrivePeers()
  await using dir = await setUp()
  const [mallory, bob] = [await peers.open(), await peers.open()]
  const link = await hostileDrive(mallory, [
    ...NAMES.map((name) => [name, goodValue] as const),
    ...ENTRIES.map(([name, value]) => [name, value] as const),
  ])
  await bob.drives.create({ name: 'own' })
  const copied = await bob.drives.files.copy(link, 'own:/copy', { recursive: true, silenceMs: 3_000 })
  expect(copied.refusedCount).toBe(HOSTILE_NAMES.length + CLASHING_NAMES.length + ENTRIES.length)
  expect(copied.refused.map(({ path }) => path).join('')).not.toMatch(/[\u0000-\u001f\u202e]/u)
  const listed = await collect(bob.drives.files.list('own:/copy', { recursive: true }))
  expect(listed.filter(({ kind }) => kind !== 'folder')).toHaveLength(copied.entries)
  expect(listed.filter(({ refusal }) => refusal !== null)).toEqual([])
  await bob.drives.mirror({ source: 'own:/copy', target: dir.join('in') })
  expect(await expectContained(dir)).toContain('/good')
}, 120_000)
