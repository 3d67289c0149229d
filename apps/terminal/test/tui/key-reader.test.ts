import { expect, test } from 'vitest'
import { type Key, KeyReader } from '../../src/tui/key-reader.ts'

function namesOf(keys: readonly Key[]): string[] {
  return keys.map(({ name, text, ctrl, alt }) => `${ctrl ? 'ctrl-' : ''}${alt ? 'alt-' : ''}${text || name}`)
}

test('letters, keys and their combinations have names', () => {
  const read = (characters: string) => namesOf(new KeyReader().read(characters))
  expect(read('aé🍐')).toEqual(['a', 'é', '🍐'])
  expect(read('\r\t\u007F\u0003\n')).toEqual(['enter', 'tab', 'backspace', 'ctrl-c', 'ctrl-j'])
  expect(read('\u001B[A\u001BOB\u001B[1;3A\u001B[1;5C')).toEqual(['up', 'down', 'alt-up', 'ctrl-right'])
  expect(read('\u001B[5~\u001B[6~\u001BOP\u001B[12~\u001B[3~')).toEqual([
    ...['pageup', 'pagedown', 'f1', 'f2', 'delete'],
  ])
  expect(read('\u001B\r\u001Bb')).toEqual(['alt-enter', 'alt-b'])
  expect(read('\u001B[O\u001B[I')).toEqual(['blur', 'focus'])
  expect(read('\u001B[99;5Xa')).toEqual(['a'])
})

test('a sequence in pieces is one key, and Escape is one when nothing follows', () => {
  const reader = new KeyReader()
  expect(reader.read('\u001B')).toEqual([])
  expect(reader.read('[')).toEqual([])
  expect(namesOf(reader.read('5~x'))).toEqual(['pageup', 'x'])
  expect(reader.read('\u001B')).toEqual([])
  expect(namesOf(reader.settle())).toEqual(['escape'])
  expect(reader.settle()).toEqual([])
})

test('Escape and the key after it are two when they come in one piece', () => {
  const reader = new KeyReader()
  expect(namesOf(reader.read('\u001B\u001BOP\u001B\u001B[5~'))).toEqual(['escape', 'f1', 'escape', 'pageup'])
  expect(namesOf(reader.read('\u001B\u001B'))).toEqual(['escape'])
  expect(namesOf(reader.settle())).toEqual(['escape'])
})

test('what is pasted is one text, without what a terminal would act on', () => {
  const reader = new KeyReader()
  expect(reader.read('\u001B[200~one\r\ntw')).toEqual([])
  const [key] = reader.read('o\u001B]0;pwned\u0007\tthree\u202E\u001B[201~')
  expect(key).toMatchObject({ name: 'text', text: 'one\ntwo]0;pwned  three' })
})
