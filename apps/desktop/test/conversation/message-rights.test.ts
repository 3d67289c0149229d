import { expect, test } from 'vitest'
import { isAbove, rightsOf, rolesToGive } from '../../src/window/conversation/message-rights.ts'
import type { Message } from '../../src/window/conversation/timeline.ts'
import { UNTOUCHED } from './untouched-message.ts'

const message: Message = {
  ...UNTOUCHED,
  ...{ id: 'm', seq: 0, author: 'bob', name: 'bob', text: 'hi', claimedAt: 0, mine: false },
}
const roles = new Map([
  ['alice', 'moderator'],
  ['bob', 'member'],
  ['carol', 'moderator'],
] as const)
const moderator = {
  may: new Set([
    'post',
    'react',
    'pin',
    'edit the own message',
    'delete the own message',
    'delete the message of a lower role',
  ] as const),
  role: 'moderator',
  roles,
} as const

test('a moderator deletes what members say, not what moderators do, and edits nobody’s', () => {
  expect(rightsOf(message, moderator)).toMatchObject({ canDelete: true, canEdit: false, canPin: true })
  expect(rightsOf({ ...message, author: 'carol' }, moderator)).toMatchObject({ canDelete: false })
  expect(rightsOf({ ...message, author: 'gone' }, moderator)).toMatchObject({ canDelete: true })
  expect(rightsOf({ ...message, author: 'alice', mine: true }, moderator)).toMatchObject({
    canDelete: true,
    canEdit: true,
  })
})

test('nothing is left to do with a deleted message, and little with one that cannot be read', () => {
  const deleted = rightsOf({ ...message, deletedBy: 'bob' }, moderator)
  expect(Object.values(deleted).some(Boolean)).toBe(false)
  const unreadable = rightsOf({ ...message, unreadable: 'no-key' }, moderator)
  expect(unreadable).toMatchObject({ canReply: false, canCopy: false, canReact: true, canDelete: true })
})

test('who may do nothing is offered nothing but to copy', () => {
  const reader = { may: new Set<never>(), role: 'reader', roles } as const
  expect(rightsOf(message, reader)).toEqual({
    ...{ canReply: false, canReact: false, canEdit: false, canDelete: false, canPin: false },
    ...{ canCopy: true, canForward: true, canReport: false },
  })
})

test('what others say is reported, also when it is not shown, and then nothing else is done with it', () => {
  const member = { may: new Set(['post', 'report a message'] as const), role: 'member', roles } as const
  expect(rightsOf(message, member)).toMatchObject({ canReply: true, canReport: true })
  expect(rightsOf({ ...message, mine: true }, member)).toMatchObject({ canReport: false })
  const hidden = { ...message, text: '', isMuted: true }
  expect(rightsOf(hidden, member)).toMatchObject({ canReply: false, canCopy: false, canReport: true })
})

test('roles are given from one’s own down', () => {
  expect(rolesToGive('admin')).toEqual(['admin', 'moderator', 'member', 'reader'])
  expect(rolesToGive(null)).toEqual([])
  expect(isAbove('admin', 'admin')).toBe(false)
  expect(isAbove('member', 'unknown')).toBe(true)
})
