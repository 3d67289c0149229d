/** How the status looks to people. */
import type { NodeStatus } from '@comice/host'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

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
