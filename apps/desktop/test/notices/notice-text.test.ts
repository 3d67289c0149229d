import { expect, test } from 'vitest'
import { noticeText } from '../../src/window/notices/notice-text.ts'

const room = { name: 'Pears' } as Parameters<typeof noticeText>[0]['room']
const message = { name: 'bob', text: 'the **key** is below\nthe mat', files: [] }

test('without its text, a notice says who and where and nothing of what', () => {
  const mention = noticeText({ room, kind: 'mention', count: 1 }, message, 'names')
  expect(mention).toEqual({ title: 'Pears', body: 'bob mentions you' })
  const direct = noticeText({ room, kind: 'direct', count: 1 }, message, 'names')
  expect(direct).toEqual({ title: 'Pears', body: 'bob wrote to you' })
  const many = noticeText({ room, kind: 'mention', count: 3 }, message, 'texts')
  expect(many.body).toBe('3 messages mention you')
})

test('with its text, it is one line that does nothing to what stands beside it', () => {
  const told = noticeText({ room, kind: 'direct', count: 1 }, message, 'texts')
  expect(told.body).toMatch(/^bob: the key is below.the mat$/u)
  const hostile = { ...message, name: 'bob\u202E', text: 'x\u202Ey'.repeat(500) }
  const { body } = noticeText({ room, kind: 'direct', count: 1 }, hostile, 'texts')
  expect(body).not.toContain('\u202E')
  expect(body.length).toBeLessThan(200)
  const unread = noticeText({ room, kind: 'mention', count: 1 }, null, 'texts')
  expect(unread.body).toBe('Somebody mentions you')
})
