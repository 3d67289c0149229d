import { expect, test } from 'vitest'
import { indexedText, matchOf } from '../../src/search/search-words.ts'

test('words are looked for by their beginnings, all of them, and phrases as they are', () => {
  expect(matchOf('pear tree', null)).toBe('{indexed} : ("pear" * AND "tree" *)')
  expect(matchOf('a "pear tree"', null)).toBe('{indexed} : ("a" AND "pear tree")')
  expect(matchOf('pear', 'ybn')).toBe('{indexed} : ("pear" *) AND author : "ybn"')
})

test('what FTS5 would take for its own is only words', () => {
  expect(matchOf('pear* OR (NEAR ^x {y}:z -w', null)).toBe(
    '{indexed} : ("pear*" * AND "OR" * AND "(NEAR" * AND "^x" * AND "{y}:z" * AND "-w" *)',
  )
  expect(matchOf('say "unfinished', null)).toBe('{indexed} : ("say" * AND "unfinished")')
})

test('signs alone are nothing to look for', () => {
  expect(matchOf(' !!! "" — 🍐 ', null)).toBeNull()
})

test('letters of scripts without spaces are words of their own', () => {
  expect(indexedText('梨の木 tree')).toBe(' 梨  の  木  tree')
  expect(matchOf('梨の', null)).toBe('{indexed} : (" 梨  の " *)')
})
