/** A chat line by line, for any terminal: what others say appears above the line being typed. */
import { createInterface, type Interface } from 'node:readline'
import { followRoom } from '@comice/client'
import { formatMessage, plural } from '../output/format.ts'
import { paint, peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'

const HELP = '/name <nickname>  /members  /invite  /help  /quit'

/** Runs until /quit, end of input or Ctrl-C. */
export async function lineChat(session: Session, { room, last }: { room: string; last: number }): Promise<void> {
  const { api, output, signal } = session
  const ending = new AbortController()
  const stop = AbortSignal.any([signal, ending.signal])
  const input = createInterface({ input: process.stdin, output: process.stderr, prompt: '> ' })
  input.once('close', () => ending.abort())

  const [view] = (await api.rooms.list.query()).filter(({ id, name }) => name === room || id.startsWith(room))
  output.note(paint('dim', `${peerText(view?.name ?? room)} · ${plural(view?.members ?? 1, 'member')} · /help`))
  const speaking = speak(session, { room, input })
  for await (const message of followRoom(api, room, { last, signal: stop })) {
    above(input, () => output.result('message', message, formatMessage(message)))
  }
  input.close()
  await speaking
}

/** Prints without tearing the line that is being typed. */
function above(input: Interface, print: () => void): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[2K')
  print()
  if (process.stdin.isTTY) input.prompt(true)
}

async function speak(session: Session, { room, input }: { room: string; input: Interface }): Promise<void> {
  for await (const line of input) {
    const text = line.trim()
    if (text === '') continue
    if (text === '/quit') break
    try {
      await (text.startsWith('/') ? runSlash(session, room, text) : session.api.rooms.say.mutate({ room, text }))
    } catch (error) {
      session.output.note(paint('red', peerText(error instanceof Error ? error.message : 'failed')))
    }
  }
  input.close()
}

async function runSlash({ api, output }: Session, room: string, text: string): Promise<void> {
  const [command = '', ...rest] = text.split(/\s+/u)
  switch (command) {
    case '/name':
      output.note(`you are ${peerText((await api.rooms.rename.mutate({ room, nickname: rest.join(' ') })).nickname)} now`)
      return
    case '/members':
      for (const { name, role } of await api.rooms.members.query({ room })) output.note(`${peerText(name)}  ${role}`)
      return
    case '/invite':
      output.note((await api.rooms.invite.mutate({ room })).text)
      return
    default:
      output.note(HELP)
  }
}
