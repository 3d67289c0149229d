import type { RoomView } from '@comice/host'
import { expect, test } from 'vitest'
import { TuiNews } from '../../src/tui/tui-news.ts'

function room(change: Partial<RoomView>): RoomView {
  return {
    ...{ id: 'pears', name: 'Pears\u001B]0;x\u0007', state: 'member', problem: null },
    ...{ format: 2, kind: 'group' },
    ...{ nickname: 'alice', role: 'owner', members: 2, length: 10, seeders: [] },
    ...{ isArchived: false, isMuted: false, unread: 0, mentions: 0, read: 10 },
    ...change,
  }
}

function newsOf(): { news: TuiNews; rung: string[] } {
  const rung: string[] = []
  return { news: new TuiNews((text) => rung.push(text)), rung }
}

test('it rings only where that is switched on, and never with what was said or what a terminal acts on', () => {
  const { news, rung } = newsOf()
  news.take([room({})], null)
  news.take([room({ unread: 1, mentions: 1 })], null)
  expect(rung).toEqual([])
  news.isOn = true
  news.take([room({ unread: 2, mentions: 2 })], null)
  expect(rung).toHaveLength(1)
  expect(rung[0]).toMatch(/^Comice: a message mentions you in Pears/u)
  expect(rung[0]).not.toMatch(/[\u0000-\u001F]/u)
})

test('what is on the screen rings when nobody looks at it', () => {
  const { news, rung } = newsOf()
  news.isOn = true
  news.take([room({ kind: 'direct' })], 'pears')
  news.take([room({ kind: 'direct', unread: 1 })], 'pears')
  expect(rung).toEqual([])
  news.isLookedAt = false
  news.take([room({ kind: 'direct', unread: 3 })], 'pears')
  expect(rung).toHaveLength(1)
  expect(rung[0]).toContain('2 new messages')
})
