import { expect, test } from 'vitest'
import { dayFromField, fieldFromDay } from '../../src/window/format/day-field.ts'

test('a day is its first moment here, and comes back as it was', () => {
  const day = dayFromField('2026-11-28') ?? 0
  expect(new Date(day).toTimeString().slice(0, 5)).toBe('00:00')
  expect(fieldFromDay(day)).toBe('2026-11-28')
  expect(fieldFromDay(day + 23 * 3_600_000)).toBe('2026-11-28')
})

test('what is no day is none, and what is before all days is the first', () => {
  for (const text of ['', 'yesterday', '2026-02-30', '2026-13-01', '2026-11'])
    expect(dayFromField(text)).toBeNull()
  expect(dayFromField('1969-05-01')).toBe(0)
})
