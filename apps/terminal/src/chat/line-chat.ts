/** A chat line by line, for any terminal: what others say appears above the line being typed. */
import { followRoom, subscribe, toComiceError } from '@comice/client'
import type { RoomSnapshot } from '@comice/host'
import { displayName } from '@comice/protocol'
import { checkText } from '../input/read-text.ts'
import { plural } from '../output/format.ts'
import { shortKey } from '../output/short-key.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { type Message, Transcript } from '../output/transcript.ts'
import type { Session } from '../session/session.ts'
import { runChatCommand } from './chat-commands.ts'
import { type ChatScreen, openScreen } from './chat-screen.ts'

interface Chat {
  readonly session: Session
  readonly screen: ChatScreen
  /** Id of the room. */
  readonly room: string
  readonly show: (message: Message) => void
  readonly note: (text: string) => void
}

/** Runs until /quit, end of input or Ctrl-C. @throws what the node refuses, or NODE_UNREACHABLE when it stops */
export async function lineChat(
  session: Session,
  { room, last }: { room: string; last: number },
): Promise<void> {
  const ending = new AbortController()
  const signal = AbortSignal.any([session.signal, ending.signal])
  const states = watchRoom(session, room, signal)
  const beginning = await states.next()
  if (beginning.done === true) return
  const first = beginning.value

  using screen = openScreen(process.stdin, process.stderr)
  const close = () => screen.close()
  signal.addEventListener('abort', close, { once: true })
  const chat = createChat(session, screen, first.room.id)
  chat.note(`${peerText(first.room.name)} · ${plural(first.room.members, 'member')} · /help`)
  try {
    await Promise.race([speak(chat), follow(chat, last, signal), noticeMembers(chat, first, states)])
  } finally {
    ending.abort()
  }
}

function watchRoom({ api }: Session, room: string, signal: AbortSignal): AsyncGenerator<RoomSnapshot> {
  return subscribe<{ room: string; limit: number }, RoomSnapshot>(
    api.rooms.watch,
    { room, limit: 1 },
    { signal },
  )
}

function createChat(session: Session, screen: ChatScreen, room: string): Chat {
  const { output } = session
  const transcript = new Transcript()
  // One's own message comes twice: as the answer to saying it, and as news of the room.
  const shown = new Set<string>()
  return {
    session,
    screen,
    room,
    show: (message) => {
      if (shown.has(message.id)) return
      shown.add(message.id)
      screen.above(() => output.result('message', message, transcript.lines(message)))
    },
    note: (text) => screen.above(() => output.note(paint('dim', text, process.stderr))),
  }
}

async function follow({ session, room, show }: Chat, last: number, signal: AbortSignal): Promise<void> {
  for await (const message of followRoom(session.api, room, { last, signal })) show(message)
}

/** Names the one who types, and tells who came and who has another name. */
async function noticeMembers(
  chat: Chat,
  first: RoomSnapshot,
  states: AsyncIterable<RoomSnapshot>,
): Promise<void> {
  // Who renames oneself is told by the answer to it.
  const mine = first.members.find((member) => member.mine)?.id
  let names = namesOf(first)
  chat.screen.setName(peerText(first.room.nickname))
  for await (const state of states) {
    const now = namesOf(state)
    for (const [id, name] of now) {
      const before = names.get(id)
      if (before === undefined) chat.note(`· ${name} joined`)
      else if (before !== name && id !== mine) chat.note(`· ${before} is ${name} now`)
    }
    names = now
    chat.screen.setName(peerText(state.room.nickname))
  }
}

function namesOf({ members }: RoomSnapshot): Map<string, string> {
  return new Map(members.map(({ id, name }) => [id, displayName(name, shortKey(id))]))
}

async function speak(chat: Chat): Promise<void> {
  for await (const entry of chat.screen.entries) {
    if (entry.trim() === '') continue
    if (entry.trim() === '/quit') return
    try {
      await enter(chat, entry)
    } catch (error) {
      chat.screen.above(() => chat.session.output.error(toComiceError(error)))
      // A message is not to be lost; a command is shorter than clearing the line.
      if (!isCommand(entry)) chat.screen.giveBack(entry)
    }
  }
}

/** Two slashes begin a message that begins with one. */
function isCommand(entry: string): boolean {
  return entry.startsWith('/') && !entry.startsWith('//')
}

async function enter({ session, room, show, screen }: Chat, entry: string): Promise<void> {
  if (isCommand(entry)) {
    const answer = await runChatCommand(session, room, entry)
    screen.above(() => session.output.note(answer))
    return
  }
  const text = checkText(entry.startsWith('//') ? entry.slice(1) : entry)
  show(await session.api.rooms.say.mutate({ room, text }))
}
