import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sanitizeText } from '../../src/index.ts'
import { character } from '../arbitraries.ts'
import { forAll } from '../property.ts'

const FORBIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufeff\ud800-\udfff]/u

test.each<[string, string, string]>([
  ['plain text', 'hello', 'hello'],
  ['colours', 'a\u001b[1;31mred\u001b[0mb', 'aredb'],
  ['cursor moves', '\u001b[2J\u001b[1;1Hgone', 'gone'],
  ['a window title', '\u001b]0;owned\u0007x', 'x'],
  ['a title ended by ST', '\u001b]2;owned\u001b\\x', 'x'],
  ['a clipboard write', '\u001b]52;c;cm0gLXJm\u0007x', 'x'],
  ['a hyperlink', '\u001b]8;;http://evil\u001b\\pear\u001b]8;;\u001b\\', 'pear'],
  ['a device control string', '\u001bPq#0;2\u001b\\x', 'x'],
  ['8-bit sequences', '\u009b31mred\u009d0;t\u009c', 'red'],
  ['a character set switch', '\u001b(0lqk', 'lqk'],
  ['an unterminated sequence', 'a\u001b]0;never ends', 'a0;never ends'],
  ['a lone escape at the end', 'a\u001b', 'a'],
  ['sequences inside of each other', '\u001b\u001b[31m[2Jx', '[2Jx'],
  ['bells, backspaces and carriage returns', 'a\u0007b\b\bc\rd', 'abc d'],
  ['lines', 'a\nb\r\nc\u2028d\u0085e', 'a b c d e'],
  ['tabs', 'a\tb', 'a b'],
  ['overrides', 'a\u202egnp.exe', 'agnp.exe'],
  ['isolates', '\u2066a\u2069', 'a'],
  ['a byte order mark', '\ufeffa', 'a'],
  ['hidden tag letters', 'hi\u{e0069}\u{e0067}', 'hi'],
  ['lone surrogates', 'a\ud83cb', 'a\ufffdb'],
  ['a family', '👨‍👩‍👧', '👨‍👩‍👧'],
  [
    'a flag made of tags',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ],
  ['a variation selector', '❤️', '❤️'],
  ['Persian with its joiners and marks', 'می‌خواهم\u200f', 'می‌خواهم\u200f'],
  ['Hebrew and Hindi', 'שלום क्‍ष', 'שלום क्‍ष'],
])('%s', (_, text, clean) => {
  expect(sanitizeText(text)).toBe(clean)
})

test('line breaks can be kept, each as one newline', () => {
  expect(sanitizeText('a\r\nb\u2029c\rd\n', { newlines: true })).toBe('a\nb\nc\nd\n')
})

test('no text keeps a character that controls a terminal or reorders its line', () => {
  const nasty = fc.constantFrom(
    '\u001b',
    '[',
    ']',
    '0',
    ';',
    'm',
    '\u0007',
    '\\',
    '\u009b',
    '\u202e',
    '🏴',
    '\u{e0067}',
    '\n',
  )
  const texts = fc.oneof(
    fc.array(nasty, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: character }),
  )
  forAll(fc.tuple(texts, fc.boolean()), 5000, ([text, newlines]) => {
    const clean = sanitizeText(text, { newlines })
    expect(clean).not.toMatch(FORBIDDEN)
    if (!newlines) expect(clean).not.toContain('\n')
    expect(sanitizeText(clean, { newlines })).toBe(clean)
  })
})

test.each([
  '\u001b]',
  '\u001b[',
  '\u001b]0;x',
  '🏴\u{e0067}',
  '\u{e0067}',
  '\u001b[0;',
  '\u009d',
  '\u009dx',
  '\u001b ',
])('a megabyte of %j takes no more than linear time', (unit) => {
  const timed = (length: number) => {
    const text = unit.repeat(length / unit.length)
    const started = performance.now()
    sanitizeText(text)
    return performance.now() - started
  }
  timed(2 ** 16)
  // Quadratic time would take minutes here; the bound leaves room for a machine that is busy.
  expect(timed(2 ** 20)).toBeLessThan(5000)
})
