import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'
import { smallDisk } from '../small-disk.ts'

const MIB = 1024 * 1024

/** Random-like bytes, so that no two files share anything. */
const files = (count: number, bytes: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, Buffer.alloc(bytes, `${at} `)]))

test('a target that runs full stops the mirror by name, with whole files, and it goes on when there is space', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  await using disk = await smallDisk(12)
  await makeFiles(dir.join('source'), files(60, 400_000))
  await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  const target = join(disk.path, 'target')
  const mirroring = alice.drives.mirror({ source: 'pears:', target })
  const error = (await mirroring.catch((thrown: unknown) => thrown)) as { details: { files: number } }
  expect(error).toMatchObject({ code: 'MIRROR_NO_SPACE', exitCode: 9 })
  const names = await readdir(target)
  // Nothing unfinished is left; what is there is whole.
  expect(names.filter((name) => !/^f\d+$/u.test(name))).toEqual([])
  expect(names).toHaveLength(error.details.files)
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect((await stat(join(target, name))).size).toBe(400_000)

  await disk.grow(64)
  const result = await alice.drives.mirror({ source: 'pears:', target })
  expect(result).toMatchObject({ added: 60 - names.length, changed: 0, kept: names.length })
  expect(await readTree(target)).toEqual(await readTree(dir.join('source')))
})

test('one file that is larger than what is free stops before it is written', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  await using disk = await smallDisk(24)
  await makeFiles(dir.join('source'), { a: 'a', big: Buffer.alloc(20 * MIB, 1) })
  await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  const mirroring = alice.drives.mirror({ source: 'pears:', target: join(disk.path, 'target') })
  await expect(mirroring).rejects.toMatchObject({ code: 'MIRROR_NO_SPACE' })
  expect((await readdir(join(disk.path, 'target'))).filter((name) => name !== 'a')).toEqual([])
})

test('a profile that runs full refuses a mirror into it by name, and takes it when there is space', async () => {
  await using disk = await smallDisk(48)
  await using dir = await tempDir()
  await makeFiles(dir.join('source'), files(80, 300_000))
  await using alice = await createOfflinePeer(join(disk.path, 'profile'))
  await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/before', [Buffer.from('before')])
  await writeFile(join(disk.path, 'ballast'), Buffer.alloc(16 * MIB))
  const mirroring = alice.drives.mirror({
    source: dir.join('source'),
    target: 'pears:',
    deletes: true,
    mayDeleteMuch: true,
  })
  await expect(mirroring).rejects.toMatchObject({ code: 'STORE_NO_SPACE' })
  // The old version is there, as it was.
  expect(await alice.drives.files.stat('pears:/before')).toMatchObject({ bytes: 6 })
  await disk.grow(160)
  const result = await alice.drives.mirror({ source: dir.join('source'), target: 'pears:', deletes: true })
  expect(result).toMatchObject({ added: 80, removed: 1 })
})

test('a reader whose profile runs full stops by name, and goes on when there is space', async () => {
  await using peers = await createDrivePeers()
  // RocksDB sets 18 MiB aside for its log when it opens.
  await using disk = await smallDisk(72)
  const [alice, bob] = [await peers.open(), await peers.open(join(disk.path, 'profile'))]
  const dir = await peers.dir()
  await makeFiles(dir.join('source'), files(100, 300_000))
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await alice.drives.seed('pears')
  await writeFile(join(disk.path, 'ballast'), Buffer.alloc(20 * MIB))
  const mirroring = bob.drives.mirror({ source: link, target: dir.join('target'), silenceMs: 2_000 })
  const error = (await mirroring.then(
    () => null,
    (thrown: unknown) => thrown,
  )) as { code: string } | null
  expect(['STORE_NO_SPACE', 'DRIVE_UNREACHABLE']).toContain(error?.code ?? 'it did not stop')
  await bob.close()
  await disk.grow(300)
  await using again = await peers.open(join(disk.path, 'profile'))
  await again.drives.mirror({ source: link, target: dir.join('target') })
  expect(await readTree(dir.join('target'))).toEqual(await readTree(dir.join('source')))
})
