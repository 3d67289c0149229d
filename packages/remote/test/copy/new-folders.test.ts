import { expect, test } from 'vitest'
import { NewFolders } from '../../src/copy/new-folders.ts'

const folder = (path: string) => ({ path, mode: 0o755, changedAt: 1 })

test('what is remembered of folders is bounded in bytes, whatever their paths are', () => {
  const folders = new NewFolders(1_000_100)
  let kept = 0
  while (folders.add(folder('p'.repeat(4000)))) kept++
  expect(kept).toBe(124)
  // A short one has room where a long one has none.
  expect(folders.add(folder('p'))).toBe(true)
  const short = new NewFolders(1_000_100)
  let many = 0
  while (short.add(folder('p'))) many++
  expect(many).toBe(15_153)
})

test('those within come first', () => {
  const folders = new NewFolders(1000)
  for (const path of ['', '/a', '/a/b']) folders.add(folder(path))
  expect(folders.inner().map(({ path }) => path)).toEqual(['/a/b', '/a', ''])
})
