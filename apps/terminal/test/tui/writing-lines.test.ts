/** What stands below the messages, at any size. */
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { textWidth } from '../../src/output/text-width.ts'
import { FIRST_STATE } from '../../src/tui/tui-state.ts'
import { writingLines } from '../../src/tui/writing-lines.ts'

test('the keys that fit are named whole, and F1 always is', () => {
  for (const focus of ['writing', 'messages'] as const)
    for (const columns of [20, 40, 53, 80, 160]) {
      const hints = writingLines({ ...FIRST_STATE, focus }, { columns, rows: 24 }).at(-1) ?? ''
      const shown = stripVTControlCharacters(hints)
      expect(shown).toMatch(/F1 help$/u)
      expect(shown).not.toContain('…')
      expect(textWidth(shown)).toBeLessThanOrEqual(columns)
    }
})

test('a notice longer than the screen leaves room for what is being written, and says how much it left out', () => {
  const notice = { isError: false, lines: Array.from({ length: 60 }, (_, at) => `line ${at}`) }
  const lines = writingLines({ ...FIRST_STATE, notice }, { columns: 40, rows: 20 }).map((line) =>
    stripVTControlCharacters(line),
  )
  expect(lines.length).toBeLessThan(20)
  expect(lines).toContain('  … 54 more lines')
  expect(lines.join('\n')).toMatch(/› .*\/new and a name/u)
})
