/** What a message has that nothing happened to. */
export const UNTOUCHED = {
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
} as const
