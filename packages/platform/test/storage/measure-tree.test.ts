import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { measureTree } from '../../src/storage/copy-tree.ts'

test('a folder is measured while an app makes files in it and takes them away', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('kept'), 'pears')
  let isOver = false
  const churn = async () => {
    while (!isOver) {
      await mkdir(dir.join('cache/deep'), { recursive: true })
      for (let file = 0; file < 30; file++) await writeFile(dir.join(`cache/deep/${file}`), 'x')
      await rm(dir.join('cache'), { recursive: true })
    }
  }
  const churning = churn()
  for (let look = 0; look < 200; look++) {
    const { files, bytes } = await measureTree(dir.path)
    expect(files).toBeGreaterThanOrEqual(1)
    // A file that was just made is empty.
    expect(bytes).toBeGreaterThanOrEqual(5)
    expect(bytes).toBeLessThanOrEqual(files + 4)
  }
  isOver = true
  await churning
  expect(await measureTree(dir.path)).toEqual({ files: 1, bytes: 5 })
  await expect(measureTree(dir.join('nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
})
