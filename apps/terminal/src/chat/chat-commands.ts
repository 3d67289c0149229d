/** What begins with a slash in a chat. */
import { TerminalErrors } from '../errors.ts'
import { formatMember } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'

const HELP = `/name <nickname>  what others call you here, for earlier messages too
/members          who is here
/invite           make an invite for one person
/quit             leave the chat (you stay in the room); Ctrl-D does too
//…               say something that begins with a slash`

/** Runs one command and returns what to show, without control sequences of others. @throws UNKNOWN_CHAT_COMMAND */
export async function runChatCommand({ api }: Session, room: string, entry: string): Promise<string> {
  const [command = '', ...words] = entry.trim().split(/\s+/u)
  switch (command) {
    case '/help':
      return HELP
    case '/name': {
      const { nickname } = await api.rooms.rename.mutate({ room, nickname: words.join(' ') })
      return `you are ${peerText(nickname)} now`
    }
    case '/members':
      return (await api.rooms.members.query({ room })).map((member) => formatMember(member)).join('\n')
    case '/invite': {
      const { text } = await api.rooms.invite.mutate({ room })
      return `Whoever has this invite can join; it is for one person and a week:\n${text}`
    }
    default:
      throw TerminalErrors.UNKNOWN_CHAT_COMMAND({ command: peerText(command) })
  }
}
