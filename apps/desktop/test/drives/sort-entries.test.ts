import type { ListedEntry } from '@comice/host'
import { expect, test } from 'vitest'
import { nameOf } from '../../src/window/drives/drive-words.ts'
import { type Sorting, sortEntries } from '../../src/window/drives/sort-entries.ts'

function entry(path: string, facts: Partial<ListedEntry> = {}): ListedEntry {
  const rest = { mode: null, executable: false, mtimeMs: null, target: null, refusal: null }
  return { path, kind: 'file', bytes: 0, ...rest, ...facts }
}

const entries = [
  entry('/10.jpg', { bytes: 5, mtimeMs: 1 }),
  entry('/b', { kind: 'folder' }),
  entry('/2.jpg', { bytes: 5, mtimeMs: 3 }),
  entry('/A', { kind: 'folder' }),
  entry('/1.jpg', { bytes: 9, mtimeMs: 2 }),
]

function sorted(sorting: Sorting): string[] {
  return sortEntries(entries, sorting).map(({ path }) => nameOf(path))
}

test('folders stand first, and names as people count', () => {
  expect(sorted({ by: 'name', isDown: false })).toEqual(['A', 'b', '1.jpg', '2.jpg', '10.jpg'])
})

test('what is equal by size stands by name', () => {
  expect(sorted({ by: 'size', isDown: true })).toEqual(['A', 'b', '1.jpg', '2.jpg', '10.jpg'])
  expect(sorted({ by: 'time', isDown: true })).toEqual(['A', 'b', '2.jpg', '1.jpg', '10.jpg'])
})
