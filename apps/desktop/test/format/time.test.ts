import { expect, test } from 'vitest'
import { dayLabel, dayWithin } from '../../src/window/format/time.ts'

const NOON = new Date(2026, 10, 11, 12).getTime()
const DAY_MS = 86_400_000

test('days near are words, small within a sentence', () => {
  const days = [-DAY_MS, 0, DAY_MS].map((by) => NOON + by)
  expect(days.map((day) => dayLabel(day, NOON))).toEqual(['Yesterday', 'Today', 'Tomorrow'])
  expect(days.map((day) => dayWithin(day, NOON))).toEqual(['yesterday', 'today', 'tomorrow'])
})

test('names of days and months keep their letters within a sentence', () => {
  const later = NOON + 9 * DAY_MS
  expect(dayWithin(later, NOON)).toBe(dayLabel(later, NOON))
  expect(dayWithin(Number.NaN, NOON)).toBe('at an unknown time')
})
