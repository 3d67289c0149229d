import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { chmod, lstat, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { CheckoutProgress } from '../../src/checkout/checkout.ts'
import { damagedFiles, readCheckout } from '../../src/checkout/checkout-record.ts'
import { removeTree, removeUnfinished } from '../../src/checkout/remove-tree.ts'
import { createLocalDrive } from './local-drive.ts'

const run = promisify(execFile)
const MIB = 1024 * 1024

test('a version becomes a read-only folder with its files, and nothing else', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/package.json', '{}')
  await local.drive.put('/bin/run.js', '#!/usr/bin/env node\n', { executable: true })
  await local.drive.put('/empty', '')
  await local.drive.put('/large', Buffer.alloc(3 * MIB + 7, 'x'))
  const checkout = await local.checkout()

  expect(checkout.dir).toBe(local.dir.join('versions', `0.${local.drive.core.length}`))
  expect((await readdir(checkout.dir, { recursive: true })).sort()).toEqual(
    ['bin', 'bin/run.js', 'empty', 'large', 'package.json'].sort(),
  )
  const modes = async (path: string) => ((await stat(join(checkout.dir, path))).mode & 0o777).toString(8)
  expect(await Promise.all(['', 'bin', 'bin/run.js', 'large'].map(modes))).toEqual([
    '555',
    '555',
    '555',
    '444',
  ])
  expect((await readFile(join(checkout.dir, 'large'))).equals(Buffer.alloc(3 * MIB + 7, 'x'))).toBe(true)
  expect(checkout).toMatchObject({ refused: [], refusedCount: 0, bytes: 3 * MIB + 7 + 2 + 20 })
  expect(await damagedFiles(checkout)).toEqual([])
  expect(await readCheckout(local.dir.join('versions'), checkout)).toEqual(checkout)
  expect(await local.checkout()).toEqual(checkout)
})

test('an older version has what was there then', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/a', 'one')
  const { length } = local.drive.core
  await local.drive.put('/a', 'two')
  await local.drive.put('/b', 'new')
  const old = await local.checkout({ length })
  expect(await readdir(old.dir)).toEqual(['a'])
  expect(await readFile(join(old.dir, 'a'), 'utf8')).toBe('one')
})

test('what did not change is the same file in both versions, and what changed is not', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/same', 'same')
  await local.drive.put('/changed', 'one')
  await local.drive.put('/becomes-program', 'x')
  const first = await local.checkout()
  await local.drive.put('/changed', 'two')
  const same = await local.drive.entry('/becomes-program')
  await local.drive.putEntry('/becomes-program', { ...same!.value, executable: true })
  const second = await local.checkout({ previous: first })

  const inode = async (dir: string, name: string) => (await stat(join(dir, name))).ino
  expect(await inode(second.dir, 'same')).toBe(await inode(first.dir, 'same'))
  expect(await inode(second.dir, 'becomes-program')).not.toBe(await inode(first.dir, 'becomes-program'))
  expect((await stat(join(first.dir, 'becomes-program'))).mode & 0o777).toBe(0o444)
  expect(await readFile(join(second.dir, 'changed'), 'utf8')).toBe('two')
  expect(await readFile(join(first.dir, 'changed'), 'utf8')).toBe('one')

  await removeTree(first.dir)
  expect(await damagedFiles(second)).toEqual([])
})

test('a file that somebody changed in the old version is not taken over', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/same', 'same')
  const first = await local.checkout()
  await local.drive.put('/other', 'x')
  await chmod(join(first.dir, 'same'), 0o600)
  await writeFile(join(first.dir, 'same'), 'evil')
  expect(await damagedFiles(first)).toEqual(['/same'])
  const second = await local.checkout({ previous: first })
  expect(await readFile(join(second.dir, 'same'), 'utf8')).toBe('same')
})

test('deduplicated contents are put together again', async () => {
  await using local = await createLocalDrive()
  const block = (letter: string) => Buffer.alloc(65_536, letter)
  const write = (name: string, blocks: Buffer[]) =>
    new Promise<void>((resolve, reject) => {
      const stream = local.drive.createWriteStream(name, { dedup: true })
      stream.on('close', resolve)
      stream.on('error', reject)
      for (const bytes of blocks) stream.write(bytes)
      stream.end()
    })
  await write('/a', [block('1'), block('2'), block('1'), block('3')])
  const checkout = await local.checkout()
  const expected = Buffer.concat([block('1'), block('2'), block('1'), block('3')])
  expect((await readFile(join(checkout.dir, 'a'))).equals(expected)).toBe(true)
  expect(checkout.bytes).toBe(expected.byteLength)
})

test('a link inside of the drive becomes a copy', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/lib/real.js', 'real')
  await local.drive.symlink('/a', 'lib/real.js')
  await local.drive.symlink('/lib/b', '../a')
  await local.drive.symlink('/lib/c', '/lib/./b')
  const checkout = await local.checkout()
  for (const name of ['a', 'lib/b', 'lib/c']) {
    expect((await lstat(join(checkout.dir, name))).isFile()).toBe(true)
    expect(await readFile(join(checkout.dir, name), 'utf8')).toBe('real')
  }
})

test('it says how far it is', async () => {
  await using local = await createLocalDrive()
  for (let at = 0; at < 5; at++) await local.drive.put(`/${at}`, Buffer.alloc(1000, at))
  const told: CheckoutProgress[] = []
  await local.checkout({ onprogress: (progress) => told.push(progress) })
  expect(told.at(-1)).toEqual({
    phase: 'fetch',
    ...{ files: 5, bytes: 5000, totalFiles: 5, totalBytes: 5000, fetchedBytes: 0 },
  })
})

test('a checkout that is stopped leaves nothing, and can be made again', async () => {
  await using local = await createLocalDrive()
  for (let at = 0; at < 50; at++) await local.drive.put(`/${at}`, Buffer.alloc(100_000, at))
  const stop = new AbortController()
  const stopped = local.checkout({
    signal: stop.signal,
    onprogress: ({ phase }) => {
      if (phase === 'fetch') stop.abort()
    },
  })
  await expect(stopped).rejects.toMatchObject({ code: 'CHECKOUT_ABORTED' })
  expect(await readdir(local.dir.join('versions'))).toEqual([])
  await expect(local.checkout({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CHECKOUT_ABORTED',
  })
  expect(await damagedFiles(await local.checkout())).toEqual([])
})

test('a disk without room is told before anything is written', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/a', Buffer.alloc(MIB))
  const blob = { blockOffset: 0, blockLength: 16, byteOffset: 0, byteLength: 2 ** 50 }
  await local.putRaw('/huge', { executable: false, linkname: null, blob, metadata: null })
  await expect(local.checkout({ maxBytes: 2 ** 52 })).rejects.toMatchObject({
    code: 'CHECKOUT_NO_SPACE',
    exitCode: 9,
  })
  expect(await readdir(local.dir.join('versions'))).toEqual([])
})

test('a checkout on a disk that fills while it is written leaves nothing, and is made when there is room', async () => {
  await using local = await createLocalDrive()
  const disk = local.dir.join('disk')
  await mkdir(disk)
  await run('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk])
  try {
    const versionsDir = join(disk, 'versions')
    for (let at = 0; at < 12; at++) await local.drive.put(`/${at}`, Buffer.alloc(2 * MIB, at))
    let isFilled = false
    const filling = local.checkout({
      versionsDir,
      onprogress: ({ phase }) => {
        if (phase !== 'fetch' || isFilled) return
        isFilled = true
        // Another program takes what was free when it was asked.
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(90 * MIB))
      },
    })
    await expect(filling).rejects.toMatchObject({ code: 'CHECKOUT_NO_SPACE', exitCode: 9 })
    expect(await readdir(versionsDir)).toEqual([])
    await rm(join(disk, 'ballast'))
    expect(await damagedFiles(await local.checkout({ versionsDir }))).toEqual([])
  } finally {
    await run('umount', ['--lazy', disk])
  }
})

test('a folder whose record is missing or damaged is made again', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/a', 'a')
  const first = await local.checkout()
  await writeFile(`${first.dir}.json`, '{')
  const again = await local.checkout()
  expect(again).toEqual(first)
})

test('what a crash left is removed, read-only or not', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/folder/a', 'a')
  const { dir } = await local.checkout()
  const left = local.dir.join('versions', '.unfinished-0123456789ab-0.9')
  await mkdir(join(left, 'folder'), { recursive: true })
  await writeFile(join(left, 'folder', 'x'), 'x')
  await chmod(join(left, 'folder'), 0o555)
  await chmod(left, 0o555)
  expect(await removeUnfinished(local.dir.join('versions'))).toBe(1)
  expect(await readdir(local.dir.join('versions'))).toEqual([
    dir.split('/').at(-1),
    `${dir.split('/').at(-1)}.json`,
  ])
  expect(await removeUnfinished(local.dir.join('no-such-folder'))).toBe(0)
})
