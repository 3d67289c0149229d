import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MIN_DISK_SYNC_FILES } from '../../src/constants.ts'
import { OpenFolders } from '../../src/folder/open-folders.ts'
import { syncDisk } from '../../src/folder/sync-disk.ts'
import { UnsyncedFiles } from '../../src/send/sync-files.ts'
import { cutDisk } from '../cut-disk.ts'
import { readTree } from '../folder.ts'
import { smallDisk } from '../small-disk.ts'

test('many files that were synced together survive a power cut, and without that they do not', async () => {
  await using disk = await cutDisk()
  const tree = join(disk.path, 'tree')
  await mkdir(tree)
  await using folders = await OpenFolders.open(tree)
  const unsynced = new UnsyncedFiles(tree, folders)
  for (let at = 0; at < MIN_DISK_SYNC_FILES; at++) {
    const path = `/folder-${at % 3}/file-${at}`
    await mkdir(join(tree, `folder-${at % 3}`), { recursive: true })
    await writeFile(tree + path, `contents of ${at}`)
    unsynced.add(path, 'file')
  }
  expect(await readdir(await disk.afterCut())).not.toContain('tree')
  await unsynced.sync()
  expect(unsynced.size).toBe(0)
  expect(await readTree(join(await disk.afterCut(), 'tree'))).toEqual(await readTree(tree))
  // By one call for the disk.
  await writeFile(join(tree, 'last'), 'last')
  expect(await syncDisk(tree)).toBe(true)
  expect(await readdir(join(await disk.afterCut(), 'tree'))).toContain('last')
})

test('of a disk that is not known to be synced by one call, and of a folder that is gone, nothing is said', async () => {
  await using disk = await smallDisk(1)
  expect(await syncDisk(disk.path)).toBe(false)
  expect(await syncDisk(join(disk.path, 'gone'))).toBe(false)
})
