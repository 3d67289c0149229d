/** Help and members, at any width. */
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { textWidth } from '../../src/output/text-width.ts'
import { HELP } from '../../src/tui/help-table.ts'
import { helpLines } from '../../src/tui/overlay-lines.ts'

test('help says all of it at every width, and nothing is wider than the screen', () => {
  for (const columns of [24, 40, 47, 48, 53, 80, 160]) {
    const lines = helpLines(columns).map((line) => stripVTControlCharacters(line))
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns)
    const words = new Set(lines.join(' ').split(/\s+/u))
    for (const entry of HELP)
      for (const word of [entry].flat().join(' ').split(' ')) expect([columns, ...words]).toContain(word)
  }
})
