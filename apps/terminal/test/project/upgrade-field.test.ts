import { describe, expect, test } from 'vitest'
import { upgradeIn, withUpgrade } from '../../src/project/upgrade-field.ts'

const LINK = 'pear://link'

describe('the link is written, and nothing else of the file changes', () => {
  const cases: [string, string, string][] = [
    [
      'two spaces',
      '{\n  "name": "a",\n  "files": ["x", "y"]\n}\n',
      '{\n  "name": "a",\n  "files": ["x", "y"],\n  "upgrade": "pear://link"\n}\n',
    ],
    [
      'tabs and no line break at the end',
      '{\n\t"name": "a"\n}',
      '{\n\t"name": "a",\n\t"upgrade": "pear://link"\n}',
    ],
    [
      'line breaks of Windows',
      '{\r\n  "a": 1\r\n}\r\n',
      '{\r\n  "a": 1,\r\n  "upgrade": "pear://link"\r\n}\r\n',
    ],
    ['one line', '{ "a": 1 }', '{ "a": 1, "upgrade": "pear://link" }'],
    ['no spaces at all', '{"a":"b"}', '{"a":"b","upgrade":"pear://link"}'],
    ['nothing in it', '{}\n', '{\n  "upgrade": "pear://link"\n}\n'],
    ['a mark of its byte order', '\uFEFF{\n  "a": 1\n}', '\uFEFF{\n  "a": 1,\n  "upgrade": "pear://link"\n}'],
    ['another link', '{ "upgrade" :  "pear://old", "a": 1 }', '{ "upgrade" :  "pear://link", "a": 1 }'],
    [
      'the same name deeper, and in a text',
      '{ "a": { "upgrade": "x" }, "b": "\\"upgrade\\": \\"x\\"", "upgrade": "x" }',
      '{ "a": { "upgrade": "x" }, "b": "\\"upgrade\\": \\"x\\"", "upgrade": "pear://link" }',
    ],
    ['a null', '{"upgrade":null}', '{"upgrade":"pear://link"}'],
  ]
  test.each(cases)('%s', (_name, before, after) => {
    expect(withUpgrade(before, LINK)).toBe(after)
    expect(upgradeIn(after)).toBe(LINK)
  })
})

test('where another kind of thing stands, the file is written anew', () => {
  expect(withUpgrade('{"upgrade":{"a":[1]},"b":2}', LINK)).toBe(
    '{\n  "upgrade": "pear://link",\n  "b": 2\n}\n',
  )
})

test('what is no JSON object has no link and gets none', () => {
  for (const text of ['', '[]', 'null', '{', '"upgrade"']) {
    expect(withUpgrade(text, LINK)).toBeNull()
    expect(upgradeIn(text)).toBeNull()
  }
  expect(upgradeIn('{"upgrade":1}')).toBeNull()
})
