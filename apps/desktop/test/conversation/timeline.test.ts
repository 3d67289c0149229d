import { expect, test } from 'vitest'
import {
  isWithin,
  joined,
  type Message,
  withChanged,
  withNewer,
  withNewest,
  withOlder,
} from '../../src/window/conversation/timeline.ts'
import { UNTOUCHED } from './untouched-message.ts'

function message(seq: number, id = `m${seq}`): Message {
  return { ...UNTOUCHED, id, seq, author: 'alice', name: 'alice', text: id, claimedAt: seq, mine: false }
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => message(from + n))
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq)

test('the newest page slides, and what it leaves behind stays', () => {
  const first = withNewest(null, { messages: range(0, 5), more: false })
  const next = withNewest(first, { messages: range(3, 8), more: true })
  expect(seqs(next.messages)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(next.more).toBe(false)
})

test('a newest page that no longer touches what was there replaces it, so that there is no hole', () => {
  const first = withNewest(null, { messages: range(0, 5), more: false })
  const next = withNewest(first, { messages: range(100, 105), more: true })
  expect(seqs(next.messages)).toEqual([100, 101, 102, 103, 104])
  expect(next.more).toBe(true)
})

test('a message that moved in the order stands once, where it stands now', () => {
  const first = withNewest(null, {
    messages: [message(0), message(1), message(2, 'moving'), message(3)],
    more: false,
  })
  const next = withNewest(first, { messages: [message(2, 'm3'), message(3, 'moving')], more: true })
  expect(next.messages.map(({ id }) => id)).toEqual(['m0', 'm1', 'm3', 'moving'])
})

test('an older page goes before the rest, without what is there already', () => {
  const newest = withNewest(null, { messages: range(10, 15), more: true })
  const all = withOlder(newest, { messages: range(5, 12), more: false })
  expect(seqs(all.messages)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  expect(all.more).toBe(false)
})

test('an empty room stays empty', () => {
  const empty = { messages: [], more: false }
  expect(withNewest(withNewest(null, empty), empty)).toEqual(empty)
})

test('what happened to an older message changes it where it stands, and brings no other', () => {
  const page = withNewest(null, { messages: range(0, 5), more: true })
  const changed = withChanged(page, [{ ...message(1), editedAt: 7 }, message(9)])
  expect(seqs(changed.messages)).toEqual([0, 1, 2, 3, 4])
  expect(changed.messages.map(({ editedAt }) => editedAt)).toEqual([null, 7, null, null, null])
})

test('what was said around a place grows until it touches the newest, and is one with them then', () => {
  const live = { messages: range(100, 110), more: true }
  const apart = { messages: range(20, 30), more: true }
  expect(joined(live, apart)).toEqual({ live, apart })
  const further = withNewer(apart, { messages: range(25, 40), more: true })
  expect(seqs(further.messages)).toEqual(seqs(range(20, 40)))
  expect(joined(live, further)).toEqual({ live, apart: further })
  const touching = withNewer(further, { messages: range(40, 103), more: true })
  const one = joined(live, touching)
  expect(one.apart).toBeNull()
  expect(seqs(one.live.messages)).toEqual(seqs(range(20, 110)))
})

test('what lies within the newest changes nothing about them', () => {
  const live = { messages: range(0, 10), more: false }
  expect(joined(live, { messages: range(4, 8), more: true })).toEqual({ live, apart: null })
  expect([isWithin(live, 0), isWithin(live, 9), isWithin(live, 10)]).toEqual([true, true, false])
})
