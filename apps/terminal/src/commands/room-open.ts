import { lineChat } from '../chat/line-chat.ts'
import type { Action } from '../grammar/command.ts'
import { withNode } from '../session/session.ts'

/** `comice room open`: chat line by line. */
export const open: Action<{ last: number }> = (line) =>
  withNode(line, (session) => lineChat(session, { room: line.args[0] ?? '', last: line.options.last }), {
    follow: true,
  })
