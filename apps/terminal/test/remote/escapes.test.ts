import { seededRandom } from '@comice/testkit'
import { expect, test } from 'vitest'
import { EscapeReader } from '../../src/remote/escapes.ts'

const read = (...typed: string[]) => {
  const reader = new EscapeReader()
  let text = ''
  for (const piece of typed) {
    const { bytes, escape } = reader.read(Buffer.from(piece))
    text += Buffer.from(bytes).toString()
    if (escape !== null) return `${text}|${escape}`
  }
  return text
}

test('a tilde at the beginning of a line is an escape, and nowhere else', () => {
  expect(read('~.')).toBe('|end')
  expect(read('~', 'd')).toBe('|leave')
  expect(read('ls\r~?')).toBe('ls\r|help')
  expect(read('a~.')).toBe('a~.')
  expect(read('~~.')).toBe('~.')
  expect(read('~a~.')).toBe('~a~.')
  expect(read('~', '\r', '~.')).toBe('~\r|end')
})

test('everything else goes on as it is, however it is cut', () => {
  const random = seededRandom()
  const reader = new EscapeReader()
  for (let round = 0; round < 1000; round++) {
    const typed = random.bytes(random.integer(0, 20)).map((byte) => (byte === 0x7e ? 0x61 : byte))
    expect([...reader.read(typed).bytes]).toEqual([...typed])
  }
})
