import { expect, test } from 'vitest'
import { asEmoji, reactionsOf, toggled } from '../../src/window/conversation/reactions.ts'

test('one’s own are those one is among', () => {
  const reactions = [
    { emoji: '👍', by: ['a', 'b'] },
    { emoji: '🎉', by: ['b'] },
  ]
  expect(reactionsOf({ reactions }, 'a')).toEqual(['👍'])
  expect(reactionsOf({ reactions }, null)).toEqual([])
})

test('a second press takes it back, and of too many the oldest goes', () => {
  expect(toggled(['👍'], '🎉')).toEqual(['👍', '🎉'])
  expect(toggled(['👍', '🎉'], '👍')).toEqual(['🎉'])
  const eight = ['1', '2', '3', '4', '5', '6', '7', '8']
  expect(toggled(eight, '9')).toEqual([...eight.slice(1), '9'])
})

test.each(['👍', '👍🏽', '❤️', '🏳️‍🌈', '🇵🇱', '👩‍🌾', '1️⃣'])('%s is an emoji', (emoji) => {
  expect(asEmoji(` ${emoji} `)).toBe(emoji)
})

test.each(['', ' ', 'a', '👍👍', '7', '#', `e${'\u0301'.repeat(40)}`, `👍${'\u200D👍'.repeat(9)}`])(
  '%j is none',
  (text) => {
    expect(asEmoji(text)).toBe(null)
  },
)
