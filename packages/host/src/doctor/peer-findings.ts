/** Looking at another machine, and at the way there. */
import { encodeKey, isComiceError } from '@comice/protocol'
import type { PeerInfo, Remote } from '@comice/remote'
import { DOCTOR_REACH_MS, SLOW_PING_MS } from '../constants.ts'
import type { Services } from '../services/services.ts'
import { clockFinding, type ClockOffset } from './clock-finding.ts'
import type { Finding } from './finding.ts'
import { natFinding, networkFinding, wayText } from './network-findings.ts'

const UNREACHED =
  'is its node running, and has its owner granted this device something? A machine announces itself only then'

/** Of one machine. What its user called it wrongly is thrown: PEER_UNKNOWN. */
export async function peerFindings({ peer, remote }: Services, name: string): Promise<Finding[]> {
  const engine = await remote.open()
  engine.peers.find(name)
  const network = peer.network.status()
  const looked = await infoOf(engine, name)
  if ('code' in looked) {
    const reached = {
      name: 'reached',
      ok: false,
      found: `${looked.code}: ${looked.message}`,
      advice: UNREACHED,
    }
    return [reached, networkFinding(network), ...[natFinding(network)].filter((finding) => finding !== null)]
  }
  return [reachedFinding(looked), wayFinding(looked), versionsFinding(looked), clockOf(looked)]
}

/** Of those in the address book that are connected now, and tell it. */
export async function connectedOffsets({ peer, remote }: Services): Promise<ClockOffset[]> {
  const { connections } = peer.network.status()
  // Nobody is there to be compared with; the engine need not be loaded.
  if (connections.length === 0) return []
  const engine = await remote.open()
  const connected = new Set(connections.map(({ key }) => key))
  const known = engine.peers.list().filter(({ deviceKey }) => connected.has(encodeKey(deviceKey)))
  const looked = await Promise.all(known.map(({ name }) => infoOf(engine, name)))
  return looked.flatMap((info) => ('code' in info ? [] : offsetOf(info)))
}

async function infoOf(engine: Remote, name: string): Promise<PeerInfo | { code: string; message: string }> {
  try {
    return await engine.info(name, { timeoutMs: DOCTOR_REACH_MS })
  } catch (error) {
    if (isComiceError(error)) return { code: error.code, message: error.message }
    throw error
  }
}

function reachedFinding({ name, pingMs }: PeerInfo): Finding {
  const finding = { name: 'reached', ok: true, found: `${name} answers in ${pingMs.toFixed(1)} ms` }
  return pingMs > SLOW_PING_MS
    ? { ...finding, advice: 'that is long: keys that are typed there come back late' }
    : finding
}

function wayFinding(info: PeerInfo): Finding {
  const finding = { name: 'way', ok: true, found: wayText(info) }
  const advice =
    'no hole could be punched: it works, at the speed of the relay. One UDP port let in at either router makes it direct'
  return info.isRelayed ? { ...finding, advice } : finding
}

function versionsFinding({ about }: PeerInfo): Finding {
  const found = about ?? 'it says nothing to this device'
  const finding = { name: 'versions', ok: about !== null, found }
  return about === null
    ? { ...finding, advice: 'its owner has granted this device nothing: `comice grant add`, there' }
    : finding
}

function clockOf(info: PeerInfo): Finding {
  return clockFinding(offsetOf(info))
}

function offsetOf({ name, clockOffsetMs }: PeerInfo): ClockOffset[] {
  return clockOffsetMs === null ? [] : [{ peer: name, offsetMs: clockOffsetMs }]
}
