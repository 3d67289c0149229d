import { expect, test } from 'vitest'
import { editText, type Editing, moveLine, NOTHING_WRITTEN, written } from '../../src/tui/edit-text.ts'
import { KeyReader } from '../../src/tui/key-reader.ts'

function typed(characters: string, start: Editing = NOTHING_WRITTEN): Editing {
  return new KeyReader().read(characters).reduce((editing, key) => editText(editing, key) ?? editing, start)
}

test('a text grows and shrinks at the cursor, by whole letters', () => {
  expect(typed('pear')).toEqual({ text: 'pear', cursor: 4 })
  expect(typed('pr\u001B[Dea\u001B[F!').text).toBe('pear!')
  expect(typed('a👨‍👩‍👧\u007F').text).toBe('a')
  expect(typed('a👨‍👩‍👧\u001B[D\u001B[Db').text).toBe('ba👨‍👩‍👧')
  expect(typed('\u007F\u001B[D').text).toBe('')
})

test('words and lines are taken back at once', () => {
  expect(typed('one two \u0017').text).toBe('one ')
  expect(typed('one two\u0015').text).toBe('')
  expect(typed('one\ntwo\u0015x').text).toBe('one\nx')
  expect(typed('one\u0001\u000B').text).toBe('')
})

test('the cursor goes from line to line, and says when there is none', () => {
  const text = written('long line\nx\nend')
  const middle = moveLine(text, -1)
  expect(middle).toEqual({ ...text, cursor: 11 })
  expect(moveLine(middle ?? text, -1)?.cursor).toBe(1)
  expect(moveLine(text, 1)).toBeNull()
  expect(moveLine(NOTHING_WRITTEN, -1)).toBeNull()
})
