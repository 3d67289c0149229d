import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { folderSize } from '../../src/sandbox/folder-size.ts'

test('it counts what all entries take, and follows no link', async () => {
  await using dir = await tempDir()
  await mkdir(dir.join('a', 'b'), { recursive: true })
  await writeFile(dir.join('a', 'b', 'file'), Buffer.alloc(100_000, 1))
  await symlink('/', dir.join('a', 'link'))
  const size = await folderSize(dir.path)
  expect(size.entries).toBe(4)
  expect(size.link).toBe(dir.join('a', 'link'))
  expect(size.bytes).toBeGreaterThanOrEqual(100_000)
  expect(size.bytes).toBeLessThan(200_000)
})

test('it stops when it has seen enough', async () => {
  await using dir = await tempDir()
  for (let index = 0; index < 50; index++) await writeFile(dir.join(`file${index}`), Buffer.alloc(10_000, 1))
  expect((await folderSize(dir.path, { enoughBytes: 20_000 })).entries).toBeLessThan(10)
})

test('it gives up a look that takes too long', async () => {
  await using dir = await tempDir()
  for (let index = 0; index < 50; index++) await writeFile(dir.join(`file${index}`), '')
  expect((await folderSize(dir.path, { maxMs: 0 })).entries).toBeLessThan(50)
})

test('a folder that is gone holds nothing', async () => {
  await using dir = await tempDir()
  await rm(dir.path, { recursive: true })
  expect(await folderSize(dir.path)).toEqual({ bytes: 0, entries: 0, link: null })
})
