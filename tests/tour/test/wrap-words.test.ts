import { expect, test } from 'vitest'
import { wrapWords } from '../../../scripts/tour/wrap-words.ts'

test('a line that is too long breaks between words, and goes on below where it began', () => {
  const line = 'bob joins by an invite: alice sees 2 members'
  expect(wrapWords(line, { columns: 35, at: 12 })).toBe(
    ['bob joins by an invite:', '            alice sees 2 members'].join('\n'),
  )
  expect(wrapWords(line, { columns: 12 + line.length, at: 12 })).toBe(line)
  expect(wrapWords(line, { columns: Infinity })).toBe(line)
})

test('a word that is longer than a line stays whole', () => {
  expect(wrapWords('see a/path/that/is/long now', { columns: 10 })).toBe('see\na/path/that/is/long\nnow')
})
