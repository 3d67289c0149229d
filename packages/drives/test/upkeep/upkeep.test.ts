import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { bytesOf } from '../collect.ts'
import { randomBytes } from '../contents/random-bytes.ts'
import { makeFiles, readTree } from '../folder.ts'
import { goodValue, hostileDrive } from '../mirror/hostile.ts'
import { createDrivePeers, createOfflinePeer, type DrivePeer } from '../peers.ts'

/** Overwrites a block of a core on the disk, as a bad disk does. */
async function damage(
  at: DrivePeer,
  key: Uint8Array,
  { core: which, index }: { core: 'tree' | 'contents'; index: number },
) {
  await using handle = await openSharedDrive(at.peer, { key })
  const core = which === 'tree' ? handle.drive.core : (await handle.drive.getBlobs()).core
  const { state } = (core as unknown as { core: { state: { storage: Storage } } }).core
  const tx = state.storage.write()
  const block = (await core.get(index)) as unknown as Uint8Array
  tx.putBlock(index, Buffer.alloc(block.byteLength, 0xee))
  await tx.flush()
}

interface Storage {
  write(): { putBlock(index: number, block: Uint8Array): void; flush(): Promise<void> }
}

test('a damaged block is found, fetched again, and was never written to a disk', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const dir = await peers.dir()
  await makeFiles(dir.join('source'), {
    a: Buffer.alloc(300_000, 1),
    b: 'b',
    'docs/c': Buffer.alloc(70_000, 2),
  })
  const { key, link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await alice.drives.seed('pears')
  await bob.drives.add({ link, name: 'theirs' })
  expect(await bob.drives.upkeep.download('theirs')).toMatchObject({ files: 3, refused: 0 })
  expect(await bob.drives.upkeep.download('theirs')).toMatchObject({ files: 3, fetchedBlocks: 0 })
  const whole = await bob.drives.upkeep.verify('theirs')
  expect(whole).toMatchObject({ damaged: 0, repaired: 0, missing: 0, files: 3 })

  await damage(bob, key, { core: 'contents', index: 2 })
  await damage(bob, key, { core: 'contents', index: 5 })
  await damage(bob, key, { core: 'tree', index: 1 })
  const looked = await bob.drives.upkeep.verify('theirs', { repairs: false })
  expect(looked).toMatchObject({ damaged: 3, repaired: 0, checked: whole.checked })
  const repaired = await bob.drives.upkeep.verify('theirs')
  expect(repaired).toMatchObject({ damaged: 3, repaired: 3, missing: 0, files: 3 })
  expect(await bob.drives.upkeep.verify('theirs')).toMatchObject({
    damaged: 0,
    missing: 0,
    checked: whole.checked,
  })
  await bob.drives.mirror({ source: 'theirs:', target: dir.join('target') })
  expect(await readTree(dir.join('target'))).toEqual(await readTree(dir.join('source')))
})

test('what nobody has stays missing, and is counted', async () => {
  await using alice = await createOfflinePeer()
  const { key } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/a', [Buffer.alloc(200_000, 1)])
  await damage(alice, key, { core: 'contents', index: 1 })
  expect(await alice.drives.upkeep.verify('pears')).toMatchObject({ damaged: 1, repaired: 0, missing: 1 })
})

test('old contents are cleared, and what is used is not', async () => {
  await using alice = await createOfflinePeer()
  const { files, upkeep, versions } = alice.drives
  await alice.drives.create({ name: 'pears' })
  await files.put('pears:/a', [Buffer.alloc(200_000, 1)])
  await versions.tag('pears', 'old')
  await files.put('pears:/a', [Buffer.alloc(100_000, 2)], { overwrite: true })
  await files.put('pears:/b', [Buffer.alloc(10, 3)])
  expect(await upkeep.gc('pears')).toEqual({ blocks: 4, kept: 3 })
  expect(await upkeep.gc('pears')).toEqual({ blocks: 0, kept: 3 })
  expect((await bytesOf(files.read('pears:/a'))).equals(Buffer.alloc(100_000, 2))).toBe(true)
})

test('contents that are being written are not cleared', async () => {
  await using alice = await createOfflinePeer()
  const { files, upkeep } = alice.drives
  await alice.drives.create({ name: 'pears' })
  const contents = randomBytes('pears', 12_000_000)
  const clearing: Promise<unknown>[] = []
  async function* slowly() {
    for (let at = 0; at < contents.byteLength; at += 1_000_000) {
      clearing.push(upkeep.gc('pears'))
      yield contents.subarray(at, at + 1_000_000)
      // Time for those that do not wait for the writer.
      await files.stat('pears:/')
    }
  }
  await files.put('pears:/a', slowly(), { isAtHand: true })
  await Promise.all(clearing)
  expect((await bytesOf(files.read('pears:/a'))).equals(contents)).toBe(true)
})

test('files whose names not every disk can hold keep their contents', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  await alice.drives.create({ name: 'pears' })
  await makeFiles(dir.path, { 'a:b': '1', aux: '2', A: '3', a: '4' })
  await alice.drives.mirror({ source: dir.path, target: 'pears:' })
  expect(await alice.drives.upkeep.gc('pears')).toEqual({ blocks: 0, kept: 4 })
})

test('an older version whose contents were cleared is not waited for, and comes back nowhere', async () => {
  await using alice = await createOfflinePeer()
  const { files, upkeep, versions } = alice.drives
  const [first, last] = [randomBytes('first', 600_000), randomBytes('last', 300_000)]
  await alice.drives.create({ name: 'pears' })
  await files.put('pears:/a', [first])
  await versions.tag('pears', 'plain')
  await files.put('pears:/a', [Buffer.from('more'), first], { overwrite: true })
  await versions.tag('pears', 'mapped')
  await files.put('pears:/a', [last], { overwrite: true })
  await upkeep.gc('pears')
  const damaged = { code: 'DRIVE_DAMAGED' }
  await expect(bytesOf(files.read('pears@plain:/a'))).rejects.toMatchObject(damaged)
  await expect(bytesOf(files.read('pears@plain:/a', { start: 5 }))).rejects.toMatchObject(damaged)
  await expect(files.copy('pears@plain:/a', 'pears:/b')).rejects.toMatchObject(damaged)
  await expect(files.stat('pears@mapped:/a')).rejects.toMatchObject({ code: 'DRIVE_PATH_INVALID' })
  expect(await versions.restore('pears@plain:')).toMatchObject({
    changed: 0,
    refused: [{ path: '/a', reason: 'unavailable' }],
  })
  expect(await versions.restore('pears@mapped:')).toMatchObject({ changed: 0, removed: 0, refusedCount: 1 })
  expect((await bytesOf(files.read('pears:/a'))).equals(last)).toBe(true)
})

test('what stays when old contents are cleared can still be given to others', async () => {
  await using dir = await tempDir()
  {
    await using alice = await createOfflinePeer(dir.path)
    const { files, upkeep } = alice.drives
    await alice.drives.create({ name: 'pears' })
    for (const name of ['before', 'a', 'behind']) await files.put(`pears:/${name}`, [Buffer.from(name)])
    await files.put('pears:/a', [Buffer.alloc(100_000, 2)], { overwrite: true })
    expect(await upkeep.gc('pears')).toEqual({ blocks: 1, kept: 4 })
  }
  // Hashes are cached while a store is open.
  await using alice = await createOfflinePeer(dir.path)
  expect(await alice.drives.upkeep.verify('pears')).toMatchObject({ damaged: 0, missing: 0 })
})

test('a drive of others is fetched whole, read without them, and given back', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/a', [Buffer.alloc(200_000, 1)])
  await alice.drives.seed('pears')
  await bob.drives.add({ link, name: 'theirs' })
  await bob.drives.upkeep.download('theirs:/a')
  await alice.close()
  expect((await bytesOf(bob.drives.files.read('theirs:/a'))).byteLength).toBe(200_000)
  expect(await bob.drives.upkeep.gc('theirs', { all: true })).toEqual({ blocks: 4, kept: 0 })
  const reading = bytesOf(bob.drives.files.read('theirs:/a', { silenceMs: 300, timeoutMs: 100 }))
  await expect(reading).rejects.toMatchObject({ code: 'DRIVE_UNREACHABLE' })
})

test('a file whose name not every disk holds is fetched and checked, and an entry that is none is listed', async () => {
  await using peers = await createDrivePeers()
  const [mallory, bob] = [await peers.open(), await peers.open()]
  const link = await hostileDrive(mallory, [
    ['/a:b', goodValue],
    ['/../out', goodValue],
    ['/none', 'text'],
  ])
  await bob.drives.add({ link, name: 'theirs' })
  const result = {
    ...{ files: process.platform === 'win32' ? 1 : 2, refused: process.platform === 'win32' ? 3 : 2 },
    refusals: expect.arrayContaining([{ path: '/none', reason: 'malformed' }]),
  }
  expect(await bob.drives.upkeep.download('theirs')).toMatchObject(result)
  expect(await bob.drives.upkeep.verify('theirs')).toMatchObject({ ...result, missing: 0 })
})
