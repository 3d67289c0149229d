/** What a message has that nothing happened to. */
export const UNTOUCHED = {
  replyTo: null,
  mentions: [],
  editedAt: null,
  deletedBy: null,
  isPinned: false,
  reactions: [],
  unreadable: null,
  isLate: false,
} as const
