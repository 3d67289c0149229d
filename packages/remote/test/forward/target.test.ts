import { expect, test } from 'vitest'
import { formatTarget, tryTarget } from '../../src/forward/target.ts'

test('a target has one spelling', () => {
  const spelled = (text: string) => {
    const target = tryTarget(text)
    return typeof target === 'string' ? null : formatTarget(target)
  }
  expect(spelled('127.0.0.1:22')).toBe('127.0.0.1:22')
  expect(spelled('LocalHost:022')).toBe('localhost:22')
  expect(spelled('[::1]:80')).toBe('[::1]:80')
  expect(spelled('unix:/run/a.sock')).toBe('unix:/run/a.sock')
  expect(spelled('web.dev')).toBe('web.dev')
})

test('what could be another one, or none, is none', () => {
  for (const text of [
    ...['', 'a b', '-a', 'a/b', ':80', 'a:', 'a:0', 'a:65536', 'a:1e3', 'a: 80', 'a:+80'],
    ...[
      '::1:80',
      '[127.0.0.1]:80',
      '[::1',
      'a b:80',
      'a..b:80',
      '\u0000:80',
      'a\n:80',
      `${'a'.repeat(300)}:80`,
    ],
    ...['unix:', 'unix:run', 'unix:/a/../b', 'unix:/a//b', 'unix:/./a', 'unix:/a\0b'],
  ])
    expect(typeof tryTarget(text), text).toBe('string')
})
