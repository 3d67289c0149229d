import { expect, test } from 'vitest'
import { readOptions } from '../../src/launcher/options.ts'

test('options are read, and what is no option has a name', () => {
  expect(readOptions(['--profile', 'bob', '--bootstrap', 'a:1,b:2', '--room', 'x', '--print'])).toEqual({
    profile: 'bob',
    bootstrap: ['a:1', 'b:2'],
    room: 'x',
    print: true,
  })
  expect(() => readOptions(['--nonsense'])).toThrowError(expect.objectContaining({ code: 'USAGE' }))
})
