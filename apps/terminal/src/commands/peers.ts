/** `comice peer`: names for machines, and what is seen of them. */
import type { PeerView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { formatTime } from '../output/format-time.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { withNode } from '../session/session.ts'

export const add: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [name = '', key = ''] = line.args
    const peer = await api.remote.peers.add.mutate({ name, key }, { signal })
    output.result('peer', peer, formatPeer(peer))
  })

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const peers = await api.remote.peers.list.query(undefined, { signal })
    for (const peer of peers) output.result('peer', peer, formatPeer(peer))
    if (peers.length === 0)
      output.note('No machine has a name here. To give it one: comice peer add <name> <key>')
  })

export const remove: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [peer = ''] = line.args
    const removed = await api.remote.peers.remove.mutate({ peer }, { signal })
    output.result('peer', removed, `${peerText(removed.name)} has no name here any more; its grants stay`)
  })

export const ping: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal, timeoutMs }) => {
    const [peer = ''] = line.args
    const { ms } = await api.remote.peers.ping.query({ peer, timeoutMs }, { signal })
    output.result('ping', { peer, ms }, `${ms.toFixed(1)} ms`)
  })

export const info: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal, timeoutMs }) => {
    const [peer = ''] = line.args
    const found = await api.remote.peers.info.query({ peer, timeoutMs }, { signal })
    const { name, device, pingMs, segment, isRelayed, connectedAt, about } = found
    const way = isRelayed ? `by a relay (${segment})` : `over ${segment}`
    const lines = [
      `name       ${peerText(name)}`,
      `key        ${device}`,
      `connected  ${way}, since ${formatTime(connectedAt)}`,
      `ping       ${pingMs.toFixed(1)} ms`,
      `system     ${about === null ? 'it lets this device do nothing' : peerText(about)}`,
    ]
    output.result('peer_info', found, lines.join('\n'))
  })

function formatPeer({ name, device }: PeerView): string {
  return `${paint('bold', peerText(name))}  ${device}`
}
