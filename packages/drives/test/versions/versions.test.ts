import { expect, test } from 'vitest'
import { bytesOf, collect } from '../collect.ts'
import { makeFiles, readTree } from '../folder.ts'
import { createOfflinePeer } from '../peers.ts'
import { tempDir } from '@comice/testkit'
import { rm, writeFile } from 'node:fs/promises'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'

test('a drive goes back to what it was, and its history tells', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const { drives } = alice
  const source = dir.join('source')
  await makeFiles(source, { 'a.txt': 'one', 'docs/b.txt': 'b', 'empty/': '' })
  await drives.create({ name: 'pears' })
  const options = { deletes: true, folders: true, mayDeleteMuch: true }
  await drives.mirror({ source, target: 'pears:', ...options })
  await drives.versions.tag('pears', 'v1')
  const first = await readTree(source)
  await writeFile(`${source}/a.txt`, 'two')
  await rm(`${source}/docs`, { recursive: true })
  await rm(`${source}/empty`, { recursive: true })
  await makeFiles(source, { 'new/c.txt': 'c' })
  const second = await drives.mirror({ source, target: 'pears:', ...options })
  expect(second).toMatchObject({ added: 1, changed: 1, removed: 2 })

  const diff = await collect(drives.versions.diff('pears'))
  expect(diff.map(({ kind, path }) => [kind, path])).toEqual([
    ['change', '/a.txt'],
    ['remove', '/docs/b.txt'],
    ['add', '/new/c.txt'],
  ])
  expect(diff[0]).toMatchObject({ before: { bytes: 3 }, after: { bytes: 3 } })
  const [newest, oldest] = await collect(drives.versions.history('pears'))
  expect(newest).toMatchObject({ added: 1, changed: 1, removed: 2, tags: [] })
  expect(oldest).toMatchObject({ added: 3, changed: 0, removed: 0, tags: ['v1'] })

  // A version goes out as a folder, by tag and by number.
  for (const version of ['v1', String(oldest!.version)]) {
    await drives.mirror({ source: `pears@${version}:`, target: dir.join(version), folders: true })
    expect(await readTree(dir.join(version))).toEqual(first)
  }
  // The drive becomes the version again, without a new byte of contents.
  const { bytes } = await drives.info('pears')
  const restored = await drives.versions.restore('pears@v1:', { mayDeleteMuch: true })
  expect(restored).toMatchObject({ added: 2, changed: 1, removed: 1 })
  expect((await drives.info('pears')).bytes - bytes).toBeLessThan(3_000)
  await drives.mirror({ source: 'pears:', target: dir.join('back'), folders: true })
  expect(await readTree(dir.join('back'))).toEqual(first)

  await drives.versions.untag('pears', 'v1')
  expect(await drives.versions.tags('pears')).toEqual([])
  await expect(drives.files.stat('pears@v1:/a.txt')).rejects.toMatchObject({ code: 'DRIVE_TAG_UNKNOWN' })
  await expect(drives.files.stat('pears@999:/a.txt')).rejects.toMatchObject({ code: 'DRIVE_VERSION_UNKNOWN' })
  await expect(drives.versions.tag('pears', '12')).rejects.toMatchObject({ code: 'DRIVE_TAG_INVALID' })
  await expect(drives.mirror({ source, target: 'pears@2:' })).rejects.toMatchObject({
    code: 'MIRROR_TARGET_INVALID',
  })
})

test('one path goes back alone', async () => {
  await using alice = await createOfflinePeer()
  const { files, versions } = alice.drives
  await alice.drives.create({ name: 'pears' })
  await files.put('pears:/docs/a', [Buffer.from('old')])
  await files.put('pears:/other', [Buffer.from('old')])
  await versions.tag('pears', 'old')
  await files.put('pears:/docs/a', [Buffer.from('new')], { overwrite: true })
  await files.put('pears:/other', [Buffer.from('new')], { overwrite: true })
  await versions.restore('pears@old:/docs')
  const read = async (path: string) => String(await bytesOf(files.read(`pears:${path}`)))
  expect([await read('/docs/a'), await read('/other')]).toEqual(['old', 'new'])
})

test('a version inside of a change is none, and those beside it are named', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const { drives } = alice
  // More than one node of a tree holds: a node in the middle of the change would pass for a small drive.
  const files = Array.from({ length: 80 }, (_, at) => [`docs/f${String(at).padStart(3, '0')}`, String(at)])
  await makeFiles(dir.join('source'), Object.fromEntries(files))
  await drives.create({ name: 'pears' })
  await drives.files.put('pears:/first', [Buffer.from('1')])
  await drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await drives.files.put('pears:/last', [Buffer.from('2')])
  const whole = new Set<number>([1])
  for (const { version, from } of await collect(drives.versions.history('pears')))
    whole.add(version).add(from)
  const newest = Math.max(...whole)
  for (let version = 1; version <= newest; version++) {
    const stat = drives.files.find(`pears@${version}:`, 'f000')
    const outcome = await collect(stat).catch(({ code }: { code: string }) => code)
    expect([version, outcome === 'DRIVE_VERSION_UNKNOWN']).toEqual([version, !whole.has(version)])
  }
  const [before = 0, after = 0] = [...whole].sort((a, b) => a - b).slice(-3, -1)
  await expect(drives.files.stat(`pears@${before + 1}:/first`)).rejects.toThrow(
    `near it are ${before} and ${after}`,
  )
  await expect(collect(drives.versions.diff('pears', { from: before + 1 }))).rejects.toMatchObject({
    code: 'DRIVE_VERSION_UNKNOWN',
  })
})

test('what another program wrote at once is told apart as well', async () => {
  await using alice = await createOfflinePeer()
  const { key } = await alice.drives.create({ name: 'pears' })
  await using handle = await openSharedDrive(alice.peer, { key })
  const before = handle.drive.version
  const batch = handle.drive.batch()
  for (let at = 0; at < 40; at++) await batch.put(`/f${String(at).padStart(3, '0')}`, Buffer.from('x'))
  for (let at = 0; at < 40; at += 3) await batch.del(`/f${String(at).padStart(3, '0')}`)
  await batch.flush()
  const between = handle.drive.version
  for (let at = 1; at < 40; at += 3) await handle.drive.del(`/f${String(at).padStart(3, '0')}`)
  for (let version = before; version <= handle.drive.version; version++) {
    const list = collect(alice.drives.files.list(`pears@${version}:`, { recursive: true }))
    const outcome = await list.catch(({ code }: { code: string }) => code)
    const isInside = version > before && version < between
    expect([version, outcome === 'DRIVE_VERSION_UNKNOWN']).toEqual([version, isInside])
  }
})
