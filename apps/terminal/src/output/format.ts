/** How rooms, members and the status look to people. */
import type { NodeStatus, RoomSnapshot, RoomView } from '@comice/host'
import { displayName } from '@comice/protocol'
import { peerText } from './output.ts'
import { paint } from './paint.ts'

type Member = RoomSnapshot['members'][number]

/** Characters of a key that tell people's few rooms and peers apart. */
const SHORT_KEY_CHARS = 8

export function shortKey(key: string): string {
  return key.slice(0, SHORT_KEY_CHARS)
}

/** `Pears  3 members, 12 messages  ab12cd34`. */
export function formatRoom(room: RoomView): string {
  const counts = `${plural(room.members, 'member')}, ${plural(room.length, 'message')}`
  const state = room.state === 'member' ? '' : `  ${paint('yellow', room.state)}`
  const name = displayName(room.name, 'a room without a name')
  return `${paint('bold', name)}  ${counts}${state}  ${paint('dim', shortKey(room.id))}`
}

/** `alice  owner  ab12cd34  (you)`. */
export function formatMember({ id, name, role, mine }: Member): string {
  const known = displayName(name, shortKey(id))
  return `${paint('bold', known)}  ${role}  ${paint('dim', shortKey(id))}${mine ? '  (you)' : ''}`
}

export function formatStatus(status: NodeStatus): string {
  const rows: [string, string][] = [
    ['node', `running, pid ${status.pid}, profile ${status.profile}`],
    ['network', `${status.state}${stateMeaning(status.state)}`],
    [
      'peers',
      status.connections.map(({ device, segment }) => `${shortKey(device)} (${segment})`).join(', ') ||
        'none',
    ],
    ['bootstrap', status.bootstrap.join(',') || 'none'],
    ['stays for', status.duties.join(', ') || 'nothing: it stops when it is not used'],
    ['folder', status.dir],
  ]
  return rows.map(([name, value]) => `${paint('dim', name.padEnd(10))} ${peerText(value)}`).join('\n')
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
