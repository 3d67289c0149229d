import { expect, test } from 'vitest'
import { completed, mentionAt, mentionsOf, offeredFor } from '../../src/window/conversation/mentions.ts'

const people = [
  { id: 'me', name: 'alice', mine: true },
  { id: 'b1', name: 'Bob', mine: false },
  { id: 'b2', name: 'Bob', mine: false },
  { id: 'c', name: 'Jacob', mine: false },
]

test.each([
  ['@', 1, { at: 0, typed: '' }],
  ['hi @bo', 6, { at: 3, typed: 'bo' }],
  ['(@bo', 4, { at: 1, typed: 'bo' }],
  ['mail a@b', 8, null],
  ['@bob said', 9, null],
  ['@bob', 0, null],
])('in %j at %i', (text, caret, expected) => {
  expect(mentionAt(text, caret)).toEqual(expected)
})

test('who begins so comes before who has it somewhere, and oneself is not offered', () => {
  expect(offeredFor({ at: 0, typed: 'ob' }, people).map(({ id }) => id)).toEqual(['b1', 'b2', 'c'])
  expect(offeredFor({ at: 0, typed: 'ja' }, people).map(({ id }) => id)).toEqual(['c'])
  expect(offeredFor({ at: 0, typed: '' }, people).map(({ id }) => id)).toEqual(['b1', 'b2', 'c'])
})

test('a name takes the place of what was typed of it', () => {
  expect(completed('hi @bo there', { at: 3, typed: 'bo' }, 'Bob')).toEqual({
    text: 'hi @Bob there',
    caret: 8,
  })
})

test('of two with one name the chosen one is meant, and both where nobody was chosen', () => {
  expect(mentionsOf('@Bob!', people, new Set(['b2']))).toEqual(['b2'])
  expect(mentionsOf('@Bob!', people, new Set())).toEqual(['b1', 'b2'])
  expect(mentionsOf('Bob, alice', people, new Set(['b1']))).toEqual([])
})
