/** How this machine is in the network, and how its peers are reached. */
import type { ConnectionStatus, NetworkStatus } from '@comice/core'
import type { Finding } from './finding.ts'

export function networkFinding({ state, segments }: NetworkStatus): Finding {
  const places = segments.map((segment) => `${segment.name} (${segment.nodes} nodes)`).join(', ')
  const finding = { name: 'network', ok: state !== 'offline', found: `${state}: ${places || 'no segment'}` }
  if (state === 'online') return finding
  const advice =
    state === 'local'
      ? 'there is no internet: only peers on this machine and this LAN can be found'
      : 'no network interface can be used: check the connection and the firewall'
  return { ...finding, advice }
}

const NAT_TEXT = {
  none: 'none: everybody there is on this machine or LAN',
  open: 'none: others can reach this machine as it is',
  'keeps-port': 'a router that keeps a port: others are reached directly, by punching a hole',
  'changes-port':
    'a router with another port for each peer: peers behind such a router are reached by a relay alone',
  unknown: 'not known yet: too few nodes have answered',
} as const satisfies Record<NetworkStatus['segments'][number]['nat'], string>

/** Of the internet, or of the only network that there is; null where there is none. */
export function natFinding({ segments }: NetworkStatus): Finding | null {
  const outer = segments.find(({ nat }) => nat !== 'none') ?? segments.at(-1)
  if (outer === undefined) return null
  const finding = { name: 'router', ok: true, found: NAT_TEXT[outer.nat] }
  if (outer.nat === 'changes-port')
    return {
      ...finding,
      advice: 'if peers are not reached, name a relay (COMICE_RELAYS), or forward a UDP port',
    }
  return outer.nat === 'unknown'
    ? { ...finding, advice: 'run it again in half a minute; is UDP let out?' }
    : finding
}

export function connectionFinding({ connections }: NetworkStatus): Finding {
  const found = `${connections.length} connected${waysText(connections)}`
  const finding = { name: 'peers', ok: true, found }
  return connections.length > 0
    ? finding
    : { ...finding, advice: 'nobody else is online, or UDP is blocked on the way' }
}

function waysText(connections: readonly ConnectionStatus[]): string {
  const counts = new Map<string, number>()
  for (const connection of connections) {
    const way = wayText(connection)
    counts.set(way, (counts.get(way) ?? 0) + 1)
  }
  const texts = [...counts].map(([way, count]) => `${count} ${way}`)
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`
}

/** How the bytes go. */
export function wayText({ segment, isRelayed }: Pick<ConnectionStatus, 'segment' | 'isRelayed'>): string {
  if (isRelayed) return 'by a relay'
  switch (segment) {
    case 'loopback':
      return 'on this machine'
    case 'lan':
      return 'on this LAN'
    case 'public':
      return 'directly over the internet'
    case 'explicit':
      return 'directly, over the DHT that was given'
  }
}
