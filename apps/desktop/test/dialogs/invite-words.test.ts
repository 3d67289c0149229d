import { expect, test } from 'vitest'
import { termsInWords, toInvite, usualTerms } from '../../src/window/dialogs/invite-words.ts'

test('where counted invites wait for the device that made the room, an invite starts as one for anybody', () => {
  const group = { format: 2, kind: 'group' } as const
  expect(toInvite(usualTerms(group), group)).toMatchObject({ maxUses: 0, role: 'member' })
  expect(termsInWords(usualTerms(group), group)).toContain('is in at once')
  expect(usualTerms({ format: 2, kind: 'broadcast' })).toMatchObject({ uses: '0', role: 'reader' })
})

test('a room for two, and one of the first format, starts with one person', () => {
  expect(usualTerms({ format: 2, kind: 'direct' }).uses).toBe('1')
  expect(usualTerms({ format: 1, kind: 'group' }).uses).toBe('1')
})
