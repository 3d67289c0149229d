/** What begins with a slash where one writes. */
import { stripVTControlCharacters } from 'node:util'
import { runChatCommand } from '../chat/chat-commands.ts'
import { displayName } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import { MOMENT } from '../grammar/value-kind.ts'
import { checkInvite } from '../input/check-invite.ts'
import { peerText } from '../output/output.ts'
import { shortKey } from '../output/short-key.ts'
import { saveFile } from './save-file.ts'
import type { TuiModel } from './tui-model.ts'
import { goToMoment } from './tui-search.ts'

/** Two slashes begin a message that begins with one. */
export function isCommand(entry: string): boolean {
  return entry.startsWith('/') && !entry.startsWith('//')
}

/** @throws UNKNOWN_CHAT_COMMAND, and what the node refuses */
export async function runCommand(model: TuiModel, entry: string): Promise<void> {
  const [command = '', ...words] = entry.trim().split(/\s+/u)
  const rest = words.join(' ')
  switch (command) {
    case '/quit':
      return model.end()
    case '/help':
      return model.setOverlay({ kind: 'help', from: 0 })
    case '/members':
      return model.setOverlay({ kind: 'members', from: 0 })
    case '/new':
      return makeRoom(model, rest)
    case '/join':
      return joinRoom(model, rest)
    case '/save':
      return saveFile(model, rest)
    case '/bell':
      return chooseBell(model, rest)
    case '/date':
      return goToDate(model, rest)
    default:
      return runInRoom(model, command, entry)
  }
}

async function makeRoom(model: TuiModel, name: string): Promise<void> {
  if (name === '') throw TerminalErrors.USAGE({ problem: 'the room needs a name', hint: '/new Pears' })
  const { id } = await model.api.rooms.create.mutate({ name, ...nickname(model) })
  model.openRoom(id)
  model.note(
    `${peerText(name)} is made. /invite makes an invite for somebody, /name says what they call you.`,
  )
}

/** On all devices of the user. */
async function chooseBell(model: TuiModel, word: string): Promise<void> {
  if (word !== 'on' && word !== 'off')
    throw TerminalErrors.USAGE({
      problem: 'say on or off',
      hint: '/bell on rings when a message mentions you',
    })
  await model.api.rooms.notices.choose.mutate({ bell: word === 'on' })
  model.note(
    word === 'on'
      ? 'It rings for messages that mention you, and for all in rooms for two; not of muted rooms.'
      : 'It does not ring any more.',
  )
}

async function goToDate(model: TuiModel, text: string): Promise<void> {
  const moment = MOMENT.read(text)
  if (moment === null)
    throw TerminalErrors.USAGE({
      problem: 'that is no date',
      hint: '/date 2026-11-28, or /date 3d for three days ago',
    })
  await goToMoment(model, moment)
}

async function joinRoom(model: TuiModel, text: string): Promise<void> {
  if (text === '')
    throw TerminalErrors.USAGE({ problem: 'an invite is missing', hint: '/join and what you were given' })
  const invite = checkInvite(text)
  model.note('Looking for a member who is online …')
  const { id } = await model.api.rooms.join.mutate({ invite, ...nickname(model) })
  model.openRoom(id)
}

/** As one is called in the room that is shown. */
function nickname({ state }: TuiModel): { nickname?: string } {
  const name = state.open?.snapshot?.room.nickname ?? ''
  const me = state.open?.snapshot?.members.find(({ mine }) => mine)?.id ?? ''
  return name === '' || name === shortKey(me) ? {} : { nickname: displayName(name, '') }
}

async function runInRoom(model: TuiModel, command: string, entry: string): Promise<void> {
  const { open } = model.state
  if (open === null) throw TerminalErrors.UNKNOWN_CHAT_COMMAND({ command: peerText(command) })
  // Lines of the screen are broken where their letters end, and have no colours inside.
  const answer = stripVTControlCharacters(await runChatCommand(model.session, open.id, entry))
  model.note(...answer.split('\n'))
}
