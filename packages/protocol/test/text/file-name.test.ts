import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS, safeFileName, sanitizeText } from '../../src/index.ts'

test.each([
  ['photo.png', 'photo.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\alice\\notes.txt', 'notes.txt'],
  ['.bashrc', '_bashrc'],
  ['..', '_'],
  ['', 'file'],
  ['a\u202egnp.exe', 'agnp.exe'],
  ['in\u200bvisible', 'invisible'],
  ['con.txt', '_con.txt'],
  ['trailing. . ', 'trailing'],
  ['what?.txt', 'what_.txt'],
  ['\u001b]0;title\u0007x.txt', 'x.txt'],
  ['e\u0301t\u00e9', '\u00e9t\u00e9'],
])('%j is saved as %j', (name, saved) => {
  expect(safeFileName(name)).toBe(saved)
})

test('a long name keeps its extension', () => {
  const saved = safeFileName(`${'ä'.repeat(400)}.jpeg`)
  expect(saved).toMatch(/ä\.jpeg$/u)
  expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(LIMITS.MAX_FILE_NAME_BYTES)
})

test('whatever the name is, it becomes one plain name, and stays that', () => {
  const parts = fc.constantFrom(
    '..',
    '/',
    '\\',
    '.',
    ' ',
    'nul',
    'a',
    '\u202e',
    '\0',
    '😀',
    ':',
    '.png',
    '\ud800',
  )
  const names = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(parts, { maxLength: 300 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(names, (name) => {
      const saved = safeFileName(name)
      expect(saved).not.toBe('')
      expect(saved).not.toMatch(/[/\\\0<>:"|?*]|^\.|[. ]$/u)
      expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(LIMITS.MAX_FILE_NAME_BYTES)
      expect(sanitizeText(saved)).toBe(saved)
      expect(safeFileName(saved)).toBe(saved)
    }),
    { numRuns: 100 },
  )
})
