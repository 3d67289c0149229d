import { expect, test } from 'vitest'
import { coversCopy, formatCopyScope, parseCopyScope } from '../../src/copy/copy-scope.ts'

test('what is asked for has one text, which is read as just that', () => {
  for (const path of ['/', '/a', '/a:ro', '/a:rw', '/a:ro:ro', '/a:rw:ro', '/a:ro/b'])
    for (const isReadOnly of [true, false]) {
      const scope = { path, isReadOnly }
      expect(parseCopyScope(formatCopyScope(scope))).toEqual(scope)
    }
})

test('who may read may not write, whatever the path ends with', () => {
  const wish = (path: string) => formatCopyScope({ path, isReadOnly: false })
  for (const path of ['/a', '/a:ro', '/a/b:ro', '/a/b:ro:ro', '/a/b:rw:ro'])
    expect(coversCopy('/a:ro', wish(path)), path).toBe(false)
  expect(coversCopy('/a', wish('/a/b:ro'))).toBe(true)
})
