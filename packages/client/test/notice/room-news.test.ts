import type { RoomView } from '@comice/host'
import { expect, test } from 'vitest'
import { roomNews } from '../../src/notice/room-news.ts'

function room(change: Partial<RoomView>): RoomView {
  return {
    ...{
      id: 'pears',
      name: 'Pears',
      state: 'member',
      problem: null,
      format: 2,
      kind: 'group',
      nickname: 'alice',
    },
    ...{ role: 'owner', members: 2, length: 10, seeders: [], isArchived: false, isMuted: false },
    ...{ unread: 0, mentions: 0, read: 10 },
    ...change,
  }
}

const told = (before: readonly RoomView[] | null, now: readonly RoomView[]) =>
  roomNews(before, now).map(({ room: { id }, kind, count }) => ({ id, kind, count }))

test('of a group mentions are news, of a room for two everything', () => {
  expect(told([room({})], [room({ unread: 3 })])).toEqual([])
  expect(told([room({ unread: 1, mentions: 1 })], [room({ unread: 3, mentions: 2 })])).toEqual([
    { id: 'pears', kind: 'mention', count: 1 },
  ])
  expect(told([room({ kind: 'direct' })], [room({ kind: 'direct', unread: 2 })])).toEqual([
    { id: 'pears', kind: 'direct', count: 2 },
  ])
})

test('what was there at first, is muted, was read, or has only become known is no news', () => {
  expect(told(null, [room({ unread: 1, mentions: 1 })])).toEqual([])
  expect(told([], [room({ unread: 1, mentions: 1 })])).toEqual([])
  expect(told([room({ members: 0 })], [room({ unread: 1, mentions: 1 })])).toEqual([])
  expect(told([room({})], [room({ unread: 1, mentions: 1, isMuted: true })])).toEqual([])
  expect(told([room({ unread: 2, mentions: 2 })], [room({})])).toEqual([])
})
