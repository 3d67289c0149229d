import { expect, test } from 'vitest'
import { formatRoom, stateText } from '../../src/output/format.ts'
import { textWidth } from '../../src/output/text-width.ts'
import { formatMessage, type Message, Transcript } from '../../src/output/transcript.ts'

const NOON = new Date(2026, 10, 20, 12, 4).getTime()
const message = (fields: Partial<Message>): Message => ({
  id: 'k/0',
  seq: 0,
  author: 'ybndrfg8ejkmcpqx',
  name: 'alice',
  text: 'hello',
  claimedAt: NOON,
  mine: false,
  replyTo: null,
  mentions: [],
  editedAt: null,
  deletedBy: null,
  isPinned: false,
  reactions: [],
  files: [],
  isForwarded: false,
  imported: null,
  unreadable: null,
  isLate: false,
  isMuted: false,
  ...fields,
})

test.each([
  ['plain', 5],
  ['日本語', 6],
  ['한글', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['🇫🇷', 2],
  ['❤️', 2],
  ['ＡＢ', 4],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns)
})

test('further lines stand below the first one’s text, below wide names too', () => {
  expect(formatMessage(message({ text: 'one\ntwo' }))).toBe('12:04 alice  one\n             two')
  expect(formatMessage(message({ name: '日本', text: 'one\ntwo' }))).toBe('12:04 日本  one\n            two')
})

test('a member without a visible name is shown by the key', () => {
  expect(formatMessage(message({ name: '\u001B[2J' }))).toBe('12:04 ybndrfg8  hello')
})

test('the date stands where it changes, and not for today', () => {
  const transcript = new Transcript()
  expect(transcript.lines(message({ claimedAt: Date.now() }))).not.toContain('──')
  expect(transcript.lines(message({ claimedAt: 0 }))).toMatch(/^── .*19(69|70) ──\n/u)
  expect(transcript.lines(message({ claimedAt: 0 }))).not.toContain('──')
})

test('a time that no calendar has is shown as none', () => {
  expect(new Transcript().lines(message({ claimedAt: Number.MAX_SAFE_INTEGER }))).toBe(
    '── no date ──\n--:-- alice  hello',
  )
})

test('a room’s hostile name is plain text', () => {
  const room = {
    id: 'ybndrfg8ejkm',
    name: '\u001B]0;pwned\u0007Pears\u202E',
    state: 'member',
    problem: null,
    format: 2,
    kind: 'group',
    nickname: '',
    role: 'owner',
    members: 1,
    length: 0,
    seeders: [],
    unread: 0,
    mentions: 0,
    read: 0,
    isArchived: false,
    isMuted: false,
  } as const
  expect(formatRoom(room)).toBe('Pears  1 member, 0 messages  ybndrfg8')
})

test('a room that stopped says what helps, where something is known to', () => {
  const problem = {
    code: 'ROOM_NEWER',
    message: 'the room needs a format above version 3',
    hint: 'update Comice',
  }
  expect(stateText({ state: 'failed', problem })).toBe('failed: update Comice')
  expect(stateText({ state: 'failed', problem: { ...problem, hint: null } })).toBe('failed')
  expect(stateText({ state: 'removed', problem })).toBe('removed')
})
