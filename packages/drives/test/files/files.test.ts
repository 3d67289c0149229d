import { readdir } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { beeOf, fileKey } from '../../src/drive/side-keys.ts'
import { bytesOf, collect } from '../collect.ts'
import { randomBytes } from '../contents/random-bytes.ts'
import { createDrivePeers, createOfflinePeer, type DrivePeer } from '../peers.ts'

const text = async (pieces: AsyncIterable<Uint8Array>) => String(await bytesOf(pieces))
const paths = async (entries: AsyncIterable<{ path: string }>) =>
  (await collect(entries)).map(({ path }) => path)

async function withPears(): Promise<DrivePeer> {
  const alice = await createOfflinePeer()
  const { files } = alice.drives
  await alice.drives.create({ name: 'pears' })
  await files.put('pears:/a.txt', [Buffer.from('alpha')])
  await files.put('pears:/docs/b.txt', [Buffer.from('beta')], { mode: 0o600, mtimeMs: 1_000 })
  await files.put('pears:/docs/deep/c.md', [Buffer.from('gam'), Buffer.from('ma')], { executable: true })
  await files.makeFolder('pears:/empty')
  return alice
}

test('a folder is listed without what is in its folders, however much that is', async () => {
  await using alice = await createOfflinePeer()
  const { files } = alice.drives
  const { key } = await alice.drives.create({ name: 'pears' })
  await files.put('pears:/zoo', [Buffer.from('good!')])
  await files.makeFolder('pears:/many/empty')
  {
    await using handle = await openSharedDrive(alice.peer, { key })
    const good = (await handle.drive.entry('/zoo'))?.value
    const batch = beeOf(handle.drive).batch({ update: false })
    const names = [
      '/ma',
      '/many-too',
      '/many0',
      '/NUL/a',
      '/nul/b',
      '/Deep/in/it',
      '/deep/in/it',
      'odd/a',
      '//b',
    ]
    for (const name of names) await batch.put(fileKey(name), good)
    for (let at = 0; at < 100_000; at++)
      await batch.put(fileKey(`/many/${String(at).padStart(5, '0')}`), good)
    await batch.flush()
  }
  const timed = async (place: string) => {
    const startedAt = performance.now()
    const entries = await collect(files.list(place))
    return { entries, ms: performance.now() - startedAt }
  }
  const folder = await timed('pears:/many')
  const top = await timed('pears')
  console.log(`the folder in ${Math.round(folder.ms)} ms, the one above it in ${Math.round(top.ms)} ms`)
  expect(folder.entries).toHaveLength(100_001)
  expect(top.entries.map(({ path, kind, refusal }) => [path, refusal ?? kind])).toEqual([
    ['/', 'not-a-path'],
    ['/Deep', 'folder'],
    ['/NUL', 'reserved'],
    ['/deep', 'clash'],
    ['/ma', 'file'],
    ['/many-too', 'file'],
    ['/many', 'folder'],
    ['/many0', 'file'],
    ['/nul', 'reserved'],
    ['/zoo', 'file'],
    ['odd', 'not-a-path'],
  ])
  expect(top.ms).toBeLessThan(folder.ms / 2)
}, 240_000)

test('what is in a drive is listed, found and measured', async () => {
  await using alice = await withPears()
  const { files } = alice.drives
  expect(await paths(files.list('pears'))).toEqual(['/a.txt', '/docs', '/empty'])
  expect(await paths(files.list('pears:/', { recursive: true }))).toEqual([
    '/a.txt',
    '/docs/b.txt',
    '/docs/deep/c.md',
    '/empty',
  ])
  expect(await paths(files.list('pears:/docs'))).toEqual(['/docs/b.txt', '/docs/deep'])
  expect(await paths(files.list('pears:/a.txt'))).toEqual(['/a.txt'])
  await expect(paths(files.list('pears:/none'))).rejects.toMatchObject({ code: 'DRIVE_ENTRY_NOT_FOUND' })
  expect(await paths(files.find('pears', '*.md'))).toEqual(['/docs/deep/c.md'])
  expect(await paths(files.find('pears', 'docs/**'))).toEqual(['/docs/b.txt', '/docs/deep/c.md'])
  expect(await collect(files.measure('pears'))).toMatchObject([
    { path: '/a.txt', files: 1, bytes: 5 },
    { path: '/docs', files: 2, bytes: 9 },
    { path: '/empty', files: 0, bytes: 0 },
    { path: '/', files: 3, bytes: 14 },
  ])
  expect(await files.stat('pears:/docs/b.txt')).toMatchObject({
    kind: 'file',
    bytes: 4,
    mode: 0o600,
    mtimeMs: 1_000,
  })
  expect(await files.stat('pears:/docs')).toMatchObject({ kind: 'folder' })
})

test('a file is read whole and in ranges, also across blocks', async () => {
  await using alice = await withPears()
  const { files } = alice.drives
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7) % 251))
  await files.put('pears:/big', [bytes.subarray(0, 100), bytes.subarray(100)])
  for (const [start, end] of [
    [0, 200_000],
    [0, 1],
    [65_535, 65_537],
    [131_072, 200_000],
    [199_999, 200_000],
    [5, 5],
    [300_000, 300_001],
  ] as const) {
    const found = await bytesOf(files.read('pears:/big', { start, end }))
    expect(found.equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true)
  }
  await using file = await files.open('pears:/big')
  expect(file.entry.bytes).toBe(200_000)
  expect((await bytesOf(file.read({ start: 199_990 }))).equals(bytes.subarray(199_990))).toBe(true)
})

test('a file that shares blocks with what it was before is read in ranges, too', async () => {
  await using alice = await withPears()
  const { files, upkeep } = alice.drives
  const before = randomBytes('comice', 1_000_000)
  const after = Buffer.concat([Buffer.from('a line'), before.subarray(0, 700_000), before.subarray(700_100)])
  await files.put('pears:/big', [before])
  const { bytes } = await alice.drives.info('pears')
  expect(await files.put('pears:/big', [after], { overwrite: true })).toMatchObject({
    bytes: after.byteLength,
  })
  expect((await alice.drives.info('pears')).bytes - bytes).toBeLessThan(500_000)
  // Blocks that only the older one has.
  expect((await upkeep.gc('pears')).blocks).toBeGreaterThan(0)
  for (const [start, end] of [
    [0, 1],
    [0, 1_000],
    [65_536, 400_000],
    [500_000, 900_000],
    [999_000, 999_906],
    [999_905, 2_000_000],
  ] as const) {
    const found = await bytesOf(files.read('pears:/big', { start, end }))
    expect(found.equals(after.subarray(start, end)), `${start}-${end}`).toBe(true)
  }
  expect((await bytesOf(files.read('pears:/big'))).equals(after)).toBe(true)
})

test('entries are copied, moved and removed, each as one version', async () => {
  await using alice = await withPears()
  const { files, versions } = alice.drives
  expect(await files.copy('pears:/docs', 'pears:/copy', { recursive: true })).toMatchObject({ entries: 2 })
  expect(await text(files.read('pears:/copy/deep/c.md'))).toBe('gamma')
  await expect(files.copy('pears:/docs', 'pears:/x')).rejects.toMatchObject({ code: 'DRIVE_ENTRY_KIND' })
  await expect(files.copy('pears:/a.txt', 'pears:/docs/b.txt')).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_EXISTS',
  })
  await expect(files.put('pears:/a.txt/below', [])).rejects.toMatchObject({ code: 'DRIVE_ENTRY_KIND' })
  await expect(files.put('pears:/docs', [], { overwrite: true })).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_KIND',
  })
  await expect(files.put('pears:/../x', [])).rejects.toMatchObject({ code: 'DRIVE_PATH_INVALID' })
  await expect(files.move('pears:/docs', 'pears:/docs/in')).rejects.toMatchObject({
    code: 'MIRROR_TARGET_INVALID',
  })
  expect(await files.move('pears:/docs', 'pears:/moved')).toBe(2)
  expect(await paths(files.list('pears', { recursive: true }))).toEqual([
    '/a.txt',
    '/copy/b.txt',
    '/copy/deep/c.md',
    '/empty',
    '/moved/b.txt',
    '/moved/deep/c.md',
  ])
  await expect(files.remove('pears:/copy')).rejects.toMatchObject({ code: 'DRIVE_ENTRY_KIND' })
  expect(await files.remove('pears:/copy', { recursive: true })).toBe(2)
  await expect(files.remove('pears:/copy', { recursive: true })).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_NOT_FOUND',
  })
  const history = await collect(versions.history('pears'))
  expect(history.slice(0, 3)).toMatchObject([
    { added: 0, changed: 0, removed: 2 },
    { added: 2, changed: 0, removed: 2 },
    { added: 2, changed: 0, removed: 0 },
  ])
})

test('a copy between drives has its own contents', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/docs/a', [Buffer.alloc(100_000, 1)], { mode: 0o755 })
  await alice.drives.seed('pears')
  await bob.drives.create({ name: 'own' })
  await expect(bob.drives.files.put(link + '', [])).rejects.toMatchObject({ code: 'DRIVE_NOT_OURS' })
  expect(await bob.drives.files.copy(link, 'own:/theirs', { recursive: true })).toMatchObject({ entries: 1 })
  await alice.close()
  expect(await bob.drives.files.stat('own:/theirs/docs/a')).toMatchObject({ bytes: 100_000, mode: 0o755 })
  const read = await bytesOf(bob.drives.files.read('own:/theirs/docs/a'))
  expect(read.equals(Buffer.alloc(100_000, 1))).toBe(true)
})

test('a producer that stands still keeps nobody from writing, and what it gives is whole', async () => {
  await using alice = await withPears()
  const { files, tar } = alice.drives
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7) % 251))
  const slow = async function* (nth: number, whole: Buffer) {
    // More than is kept in memory, and a buffer that is used again.
    const piece = Buffer.alloc(100_000)
    for (let at = 0; at < whole.byteLength; at += piece.byteLength) {
      const copied = whole.copy(piece, 0, at)
      yield piece.subarray(0, copied)
      if (at < 2_000_000) continue
      begun[nth]?.resolve()
      await released
    }
  }
  const archive = pack()
  archive.entry({ name: 'c' }, bytes)
  archive.finalize()
  const writing = [
    files.put('pears:/slow', slow(0, bytes)),
    files.put('pears:/taken', slow(0, bytes)),
    tar.import('pears:/tar', slow(1, await bytesOf(archive as AsyncIterable<Uint8Array>))),
  ]
  writing[1]?.catch(() => undefined)
  await Promise.all(begun.map(({ promise }) => promise))
  await files.put('pears:/taken', [Buffer.from('first')])
  await files.put('pears:/a.txt', [Buffer.from('new')], { overwrite: true })
  expect(await text(files.read('pears:/a.txt'))).toBe('new')
  release()
  await expect(writing[1]).rejects.toMatchObject({ code: 'DRIVE_ENTRY_EXISTS' })
  await Promise.all([writing[0], writing[2]])
  for (const path of ['/slow', '/tar/c'])
    expect(bytes.equals(await bytesOf(files.read(`pears:${path}`)))).toBe(true)
  expect(await readdir(`${alice.peer.profile.dir}/spool`)).toEqual([])
  // What is there already is said at once.
  const never = slow(0, bytes)
  await expect(files.put('pears:/a.txt', never)).rejects.toMatchObject({ code: 'DRIVE_ENTRY_EXISTS' })
})

/** A drive whose owner is gone: dave gives it, and lacks a film, and carol, whom bob is not connected with, has all. */
async function lacking() {
  await using stack = new AsyncDisposableStack()
  const peers = stack.use(await createDrivePeers())
  const [alice, bob, carol, dave] = await Promise.all([1, 2, 3, 4].map(() => peers.open()))
  if (!alice || !bob || !carol || !dave) throw new Error('somebody is missing')
  const { key, link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/docs/a', [Buffer.from('first')])
  await alice.drives.files.put('pears:/docs/film', [Buffer.alloc(300_000, 'film')])
  await alice.drives.seed('pears')
  for (const { drives } of [carol, dave]) {
    await drives.add({ link, name: 'pears' })
    expect(await paths(drives.files.list('pears:/docs'))).toEqual(['/docs/a', '/docs/film'])
  }
  await carol.drives.upkeep.download('pears')
  await dave.drives.upkeep.download('pears:/docs/a')
  await alice.close()
  await dave.drives.seed('pears')
  await bob.drives.create({ name: 'own' })
  const kept = stack.move()
  return { bob, carol, key, link, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const between = {
  copy: async ({ drives }: DrivePeer, link: string) => {
    const copying = drives.files.copy(`${link}/docs`, 'own:/docs', { recursive: true, silenceMs: 120_000 })
    expect(await copying).toMatchObject({ entries: 2, refusedCount: 0 })
  },
  mirror: async ({ drives }: DrivePeer, link: string) => {
    const mirroring = drives.mirror({ source: `${link}/docs`, target: 'own:/docs', silenceMs: 120_000 })
    expect(await mirroring).toMatchObject({ added: 2, refusedCount: 0 })
  },
}

test.each(['copy', 'mirror'] as const)(
  'a %s that waits for peers keeps nobody from writing the drive that it goes into',
  async (way) => {
    await using set = await lacking()
    const { bob, carol, key, link } = set
    const { link: other } = await carol.drives.create({ name: 'other' })
    await carol.drives.seed('other')
    const copying = between[way](bob, link)
    {
      await using handle = await openSharedDrive(bob.peer, { key })
      const { core } = await handle.drive.getBlobs()
      await waitFor(() => core.has(0))
    }
    await bob.drives.files.put('own:/note', [Buffer.from('a note')])
    expect(await collect(bob.drives.files.list('own'))).toMatchObject([{ path: '/note' }])
    // That connects them, and then she gives what she has.
    await using _held = await bob.drives.versions.hold(other)
    await copying
    expect((await bytesOf(bob.drives.files.read('own:/docs/film'))).byteLength).toBe(300_000)
  },
)

test('what nobody gives is left out of a mirror between drives, and the rest comes', async () => {
  await using set = await lacking()
  const { bob, link } = set
  const result = await bob.drives.mirror({ source: `${link}/docs`, target: 'own:', silenceMs: 1_500 })
  expect(result).toMatchObject({ added: 1, refused: [{ path: '/film', reason: 'unavailable' }] })
  expect(await collect(bob.drives.files.list('own'))).toMatchObject([{ path: '/a' }])
})
