import { expect, test } from 'vitest'
import { splitMentions, unnamed } from '../../src/window/markdown/split-mentions.ts'

const bob = { id: 'b', name: 'Bob', isMine: false }
const bobZ = { id: 'z', name: 'Bob Żółty', isMine: true }
const texts = (text: string) =>
  splitMentions(text, [bob, bobZ]).map((part) => [part.text, part.name?.id ?? null])

test('the longer of two names is found, and what is between stays', () => {
  expect(texts('hi @Bob Żółty and @Bob, a@b')).toEqual([
    ['hi ', null],
    ['@Bob Żółty', 'z'],
    [' and ', null],
    ['@Bob', 'b'],
    [', a@b', null],
  ])
})

test('the parts make up the text', () => {
  for (const text of ['', '@', '@@Bob', 'x@Bob@Bob Żółty', 'nobody'])
    expect(
      texts(text)
        .map(([part]) => part)
        .join(''),
    ).toBe(text)
})

test('a name that is nowhere in the text is told apart', () => {
  expect(unnamed('for @Bob', [bob, bobZ])).toEqual([bobZ])
})
