/** How rooms, messages and the status look to people. */
import type { NodeStatus, RoomSnapshot, RoomView } from '@comice/host'
import { paint, peerText } from './output.ts'

type Message = RoomSnapshot['messages'][number]

/** Characters of a key that tell people's few rooms and peers apart. */
const SHORT_KEY_CHARS = 8
const NAME_STYLES = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const

export function shortKey(key: string): string {
  return key.slice(0, SHORT_KEY_CHARS)
}

/** `12:04 alice  text`, further lines below the first one's text. */
export function formatMessage(message: Message): string {
  const time = new Date(message.claimedAt).toTimeString().slice(0, 5)
  const name = peerText(message.name)
  const indent = ' '.repeat(time.length + name.length + 3)
  const text = message.text.split('\n').map(peerText).join(`\n${indent}`)
  return `${paint('dim', time)} ${paint(['bold', nameStyle(message.author)], name)}  ${text}`
}

/** The same colour for the same author, in every room and session. */
function nameStyle(author: string): (typeof NAME_STYLES)[number] {
  let sum = 0
  for (const letter of author) sum += letter.codePointAt(0) ?? 0
  return NAME_STYLES[sum % NAME_STYLES.length] ?? 'cyan'
}

/** `Pears  3 members, 12 messages  ab12cd34`. */
export function formatRoom(room: RoomView): string {
  const counts = `${plural(room.members, 'member')}, ${plural(room.length, 'message')}`
  return `${paint('bold', peerText(room.name))}  ${counts}  ${paint('dim', shortKey(room.id))}`
}

export function formatStatus(status: NodeStatus): string {
  const rows: [string, string][] = [
    ['node', `running, pid ${status.pid}, profile ${status.profile}`],
    ['network', `${status.state}${stateMeaning(status.state)}`],
    ['peers', status.connections.map(({ device, segment }) => `${shortKey(device)} (${segment})`).join(', ') || 'none'],
    ['bootstrap', status.bootstrap.join(',') || 'none'],
    ['stays for', status.duties.join(', ') || 'nothing: it stops when it is not used'],
    ['folder', status.dir],
  ]
  return rows.map(([name, value]) => `${paint('dim', name.padEnd(10))} ${value}`).join('\n')
}

function stateMeaning(state: NodeStatus['state']): string {
  switch (state) {
    case 'online':
      return ''
    case 'local':
      return ': no internet, peers on this machine and LAN can be found'
    case 'offline':
      return ': no network can be used'
  }
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
