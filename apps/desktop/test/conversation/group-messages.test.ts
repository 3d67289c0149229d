import { expect, test } from 'vitest'
import { groupMessages } from '../../src/window/conversation/group-messages.ts'
import type { Message } from '../../src/window/conversation/timeline.ts'
import { dayLabel } from '../../src/window/format/time.ts'
import { UNTOUCHED } from './untouched-message.ts'

const NOON = new Date(2026, 10, 20, 12).getTime()
const MINUTE = 60_000

function message(seq: number, author: string, claimedAt: number): Message {
  const mine = author === 'alice'
  return { ...UNTOUCHED, id: `m${seq}`, seq, author, name: author, text: '', claimedAt, mine }
}
const shape = (messages: Message[], newFrom: number | null = null) =>
  groupMessages(messages, newFrom).map(({ groups }) =>
    groups.map((group) => group.messages.map(({ seq }) => seq)),
  )

test('what one says without a longer pause stands together', () => {
  const said = [
    message(0, 'alice', NOON),
    message(1, 'alice', NOON + MINUTE),
    message(2, 'bob', NOON + 2 * MINUTE),
    message(3, 'bob', NOON + 20 * MINUTE),
  ]
  expect(shape(said)).toEqual([[[0, 1], [2], [3]]])
})

test('a day begins with its own heading, again when clocks disagree', () => {
  const day = 24 * 60 * MINUTE
  expect(
    shape([message(0, 'alice', NOON), message(1, 'alice', NOON + day), message(2, 'bob', NOON)]),
  ).toEqual([[[0]], [[1]], [[2]]])
  const keys = groupMessages(
    [message(0, 'bob', NOON), message(1, 'bob', NOON + day), message(2, 'bob', NOON)],
    null,
  ).map(({ key }) => key)
  expect(new Set(keys).size).toBe(3)
})

test('the line above what is new parts a group, and stands once', () => {
  const said = [message(0, 'bob', NOON), message(1, 'bob', NOON), message(2, 'bob', NOON)]
  expect(shape(said, 1)).toEqual([[[0], [1, 2]]])
  expect(
    groupMessages(said, 1).flatMap(({ groups }) => groups.filter(({ startsNew }) => startsNew)),
  ).toHaveLength(1)
})

test('a time that is none does no harm', () => {
  const said = [Number.MAX_SAFE_INTEGER, -1, 0, 2 ** 52, Number.NaN].map((at, seq) =>
    message(seq, 'mallory', at),
  )
  expect(shape(said).flat(2)).toEqual([0, 1, 2, 3, 4])
  expect(said.map(({ claimedAt }) => typeof dayLabel(claimedAt, NOON))).toEqual(Array(5).fill('string'))
})
