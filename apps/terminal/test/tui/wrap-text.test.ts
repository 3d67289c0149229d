import { expect, test } from 'vitest'
import { textWidth } from '../../src/output/text-width.ts'
import { cutText, padText, wrapText } from '../../src/tui/wrap-text.ts'
import { editorLines } from '../../src/tui/writing-lines.ts'

test('lines break between words, and within one that is too long', () => {
  expect(wrapText('a pear tree', 6)).toEqual(['a pear', 'tree'])
  expect(wrapText('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij'])
  expect(wrapText('one\n\ntwo', 10)).toEqual(['one', '', 'two'])
  expect(wrapText('梨の木です', 4)).toEqual(['梨の', '木で', 'す'])
  for (const columns of [1, 2, 7]) {
    for (const line of wrapText('ein 梨 und 🍐🍐 Baum', columns)) {
      expect(textWidth(line)).toBeLessThanOrEqual(Math.max(2, columns))
    }
  }
})

test('what is cut says so, and what is padded is as wide as asked', () => {
  expect(cutText('a pear', 6)).toBe('a pear')
  expect(cutText('a pear', 4)).toBe('a p…')
  expect(cutText('梨梨梨', 4)).toBe('梨…')
  expect(textWidth(padText('梨', 5))).toBe(5)
})

test('what is being written shows its cursor in every place', () => {
  const text = 'some words that\nbreak over a few rows of it'
  for (let cursor = 0; cursor <= text.length; cursor++) {
    const lines = editorLines({ text, cursor }, { width: 12, isActive: true, empty: '' })
    expect(lines.join('').match(/\u001B\[7m/gu), `at ${cursor}`).toHaveLength(1)
  }
})
