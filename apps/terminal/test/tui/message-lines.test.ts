import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/output/transcript.ts'
import { messageBlocks } from '../../src/tui/message-lines.ts'

const said = (seq: number, mine: boolean): Message => ({
  ...{
    id: `m${seq}`,
    seq,
    mine,
    author: mine ? 'a'.repeat(52) : 'b'.repeat(52),
    name: mine ? 'alice' : 'bob',
  },
  ...{ text: `text ${seq}`, claimedAt: 1_790_000_000_000 + seq, replyTo: null, mentions: [], editedAt: null },
  ...{
    deletedBy: null,
    isPinned: false,
    reactions: [],
    files: [],
    unreadable: null,
    isLate: false,
    isMuted: false,
    isForwarded: false,
    imported: null,
  },
})

/** Ids of the messages above which new ones are said to begin. */
function newAbove(messages: readonly Message[], firstUnread: number | null): string[] {
  const blocks = messageBlocks(messages, { columns: 60, selected: null, firstUnread, me: null })
  return blocks.filter(({ lines }) => lines.some((line) => line.includes('── new '))).map(({ id }) => id)
}

describe('what is new begins', () => {
  const messages = [said(4, false), said(5, true), said(6, false), said(7, false)]

  test('at the first unread message of somebody else', () => {
    expect(newAbove(messages, 4)).toEqual(['m4'])
    expect(newAbove(messages, 5)).toEqual(['m6'])
    expect(newAbove(messages, 7)).toEqual(['m7'])
  })

  test('nowhere when there is none, or when it is not here', () => {
    expect(newAbove(messages, null)).toEqual([])
    expect(newAbove(messages, 8)).toEqual([])
    expect(newAbove(messages, 2)).toEqual([])
    expect(newAbove([said(4, false), said(5, true)], 5)).toEqual([])
    expect(newAbove([], 0)).toEqual([])
  })
})
