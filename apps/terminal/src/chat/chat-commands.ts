/** What begins with a slash in a chat. */
import { TerminalErrors } from '../errors.ts'
import { formatMember } from '../output/format.ts'
import { formatReport } from '../output/format-report.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'

const HELP = `/name <nickname>  what others call you here, for earlier messages too
/members          who is here
/invite           make an invite for somebody
/mute, /unmute    let nothing tell of what is new here, or do again
/archive          put the room away; /unarchive lists it, or the one that is named, again
/mute-member, /unmute-member <member>  what they say is not shown, or is again; for moderators
/reports          what members reported, for moderators
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
    case '/mute':
    case '/unmute':
      return choose(api, room, { muted: command === '/mute' })
    case '/mute-member':
    case '/unmute-member':
      return silence(api, { room, member: words.join(' ') }, command === '/mute-member')
    case '/reports':
      return reports(api, room)
    case '/archive':
      return choose(api, room, { archived: true })
    case '/unarchive':
      return choose(api, words.length === 0 ? room : words.join(' '), { archived: false })
    case '/members':
      return (await api.rooms.members.query({ room })).map((member) => formatMember(member)).join('\n')
    case '/invite':
      return invite(api, room)
    default:
      throw TerminalErrors.UNKNOWN_CHAT_COMMAND({ command: peerText(command) })
  }
}

async function invite(api: Session['api'], room: string): Promise<string> {
  const { text, maxUses } = await api.rooms.invite.mutate({ room })
  const people =
    maxUses === null ? 'any number of people' : maxUses === 1 ? 'one person' : `${maxUses} people`
  return `Whoever has this invite can join; it is for ${people} and a week:\n${text}`
}

async function silence(
  api: Session['api'],
  who: { readonly room: string; readonly member: string },
  isMuted: boolean,
): Promise<string> {
  const { mute, unmute } = api.rooms.moderation
  if (who.member === '')
    throw TerminalErrors.USAGE({ problem: 'say who', hint: 'a name, or the first characters of an id' })
  await (isMuted ? mute : unmute).mutate(who)
  return isMuted
    ? 'muted until somebody takes it back: what they say is not shown'
    : 'they may speak again; what they said meanwhile stays as it is'
}

async function reports(api: Session['api'], room: string): Promise<string> {
  const all = await api.rooms.moderation.reports.query({ room })
  if (all.length === 0) return 'nothing is reported'
  return [...all.map(formatReport), 'comice room dismiss and an id is done with one'].join('\n')
}

async function choose(
  api: Session['api'],
  room: string,
  choice: { readonly muted?: boolean; readonly archived?: boolean },
): Promise<string> {
  const { muted, archived } = await api.rooms.choose.mutate({ room, ...choice })
  if (choice.muted !== undefined) return muted ? 'muted' : 'not muted any more'
  return archived ? 'archived: it is listed when a message mentions you' : 'listed again'
}
