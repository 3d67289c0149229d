/** What begins with a slash in a chat. */
import { TerminalErrors } from '../errors.ts'
import { HOURS } from '../grammar/value-kind.ts'
import { formatMember, plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'
import { dismissReport, listReports } from './chat-reports.ts'

const HELP = `/name <nickname>  what others call you here, for earlier messages too
/members          who is here
/invite           make an invite for somebody
/mute, /unmute    let nothing tell of what is new here, or do again
/archive          put the room away; /unarchive lists it, or the one that is named, again
/mute-member <member> [--for <hours>]  what they say is not shown, for so long or until /unmute-member
/reports          what members reported, for moderators; /dismiss and its number is done with one
/quit             leave the chat (you stay in the room); Ctrl-D does too
//…               say something that begins with a slash`

type Api = Session['api']

/** Each with the room that one is in, and what stands behind the command. */
const COMMANDS: Readonly<Record<string, (api: Api, room: string, rest: string) => Promise<string> | string>> =
  {
    '/help': () => HELP,
    '/name': (api, room, nickname) => rename(api, { room, nickname }),
    '/mute': (api, room) => choose(api, room, { muted: true }),
    '/unmute': (api, room) => choose(api, room, { muted: false }),
    '/mute-member': muteMember,
    '/unmute-member': unmuteMember,
    '/reports': listReports,
    '/dismiss': dismissReport,
    '/archive': (api, room) => choose(api, room, { archived: true }),
    '/unarchive': (api, room, other) => choose(api, other === '' ? room : other, { archived: false }),
    '/members': async (api, room) =>
      (await api.rooms.members.query({ room })).map((member) => formatMember(member)).join('\n'),
    '/invite': invite,
  }

/** Runs one command and returns what to show, without control sequences of others. @throws UNKNOWN_CHAT_COMMAND */
export async function runChatCommand({ api }: Session, room: string, entry: string): Promise<string> {
  const [command = '', ...words] = entry.trim().split(/\s+/u)
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  if (run === undefined) throw TerminalErrors.UNKNOWN_CHAT_COMMAND({ command: peerText(command) })
  return run(api, room, words.join(' '))
}

async function rename(
  api: Api,
  named: { readonly room: string; readonly nickname: string },
): Promise<string> {
  const { nickname } = await api.rooms.rename.mutate(named)
  return `you are ${peerText(nickname)} now`
}

async function invite(api: Api, room: string): Promise<string> {
  const { text, maxUses } = await api.rooms.invite.mutate({ room })
  const people =
    maxUses === null ? 'any number of people' : maxUses === 1 ? 'one person' : `${maxUses} people`
  return `Whoever has this invite can join; it is for ${people} and a week:\n${text}`
}

/** `rest` is `<member> [--for <hours>]`: names have spaces in them. */
async function muteMember(api: Api, room: string, rest: string): Promise<string> {
  const [, member = '', asked, hours = ''] = /^(.*?)(\s+--for(?:\s+(\S+))?)?$/u.exec(rest) ?? []
  if (member === '') throw sayWho()
  const forMs = asked === undefined ? 0 : HOURS.read(hours)
  if (forMs === null)
    throw TerminalErrors.USAGE({
      problem: `--for takes ${HOURS.expected}`,
      hint: '/mute-member bob --for 24 mutes bob for a day',
    })
  await api.rooms.moderation.mute.mutate({ room, member, ...(forMs === 0 ? {} : { forMs }) })
  const until =
    forMs === 0 ? 'until somebody takes it back' : `for ${plural(Number(hours), 'hour')}, by their clock`
  return `muted ${until}: what they say is not shown`
}

async function unmuteMember(api: Api, room: string, member: string): Promise<string> {
  if (member === '') throw sayWho()
  await api.rooms.moderation.unmute.mutate({ room, member })
  return 'they may speak again; what they said meanwhile stays as it is'
}

function sayWho(): Error {
  return TerminalErrors.USAGE({ problem: 'say who', hint: 'a name, or the first characters of an id' })
}

async function choose(
  api: Api,
  room: string,
  choice: { readonly muted?: boolean; readonly archived?: boolean },
): Promise<string> {
  const { muted, archived } = await api.rooms.choose.mutate({ room, ...choice })
  if (choice.muted !== undefined) return muted ? 'muted' : 'not muted any more'
  return archived ? 'archived: it is listed when a message mentions you' : 'listed again'
}
