import { testSeed } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { notesFrom } from '../../src/author/choose-release.ts'
import { changesOf, parseChangelog } from '../../src/author/changelog.ts'

test('the headings that people write are versions, others belong to the text', () => {
  const entries = parseChangelog(
    '# Changelog\n\nAll changes.\n\n## [2.0.0-rc.1] - 2026-11-28\n### Added\n- more\n\n# v1.1.0 (2026-10-01)\n\nfix\n## 1.0.0\n## Unreleased\nx',
  )
  expect(entries).toEqual([
    { version: '2.0.0-rc.1', date: '2026-11-28', text: '### Added\n- more' },
    { version: '1.1.0', date: '2026-10-01', text: 'fix' },
    { version: '1.0.0', date: '', text: '## Unreleased\nx' },
  ])
  expect(changesOf(entries, '1.1.0')).toBe('fix')
  expect(changesOf(entries, '3.0.0')).toBeNull()
})

test('any text gives an answer, without control sequences, in bounded time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const entry of parseChangelog(`## 1.0.0\n${text}`))
        expect(entry.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/u)
    }),
    { seed: testSeed() },
  )
  const long = `${'## 1.0.0\n'.repeat(50_000)}${'#'.repeat(100_000)} ${'1.'.repeat(100_000)}`
  const startedAt = performance.now()
  expect(parseChangelog(long)).toHaveLength(1000)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('notes are cut where a record ends, not within a character', () => {
  expect(notesFrom('short')).toBe('short')
  expect(notesFrom(null)).toBe('')
  for (const letter of ['a', 'ä', '🍐']) {
    const notes = notesFrom(letter.repeat(5_000))
    expect(Buffer.byteLength(notes)).toBeLessThanOrEqual(4096)
    expect(notes.isWellFormed() && !notes.includes('\uFFFD')).toBe(true)
  }
})
