import { expect, test } from 'vitest'
import { readOptions } from '../../src/launcher/options.ts'

test('options are read, and what is no option has a name', () => {
  expect(readOptions(['--profile', 'bob', '--bootstrap', 'a:1,b:2', '--room', 'x', '--print'])).toEqual({
    profile: 'bob',
    bootstrap: ['a:1', 'b:2'],
    room: 'x',
    link: undefined,
    print: true,
    register: undefined,
  })
  expect(() => readOptions(['--nonsense'])).toThrowError(expect.objectContaining({ code: 'USAGE' }))
})

test('a link of an app is one, and only one', () => {
  const link = `comice://${'y'.repeat(52)}/list/7`
  expect(readOptions([link])).toMatchObject({ link, profile: 'default' })
  expect(readOptions([link.replace('comice', 'pear')])).toMatchObject({
    link: link.replace('comice', 'pear'),
  })
  for (const words of [[link, link], ['https://example.com/'], ['comice://nobody'], [`${link}\n--print`]])
    expect(() => readOptions(words)).toThrowError(expect.objectContaining({ code: 'USAGE' }))
})

test.each([
  [['--register'], 'comice'],
  [['--register-pear'], 'comice-and-pear'],
  [['--register', '--register-pear'], 'comice-and-pear'],
  [['--unregister'], 'no-longer'],
  [[], undefined],
] as const)('%j registers %s', (args, register) => {
  expect(readOptions(args)).toMatchObject({ register })
})
