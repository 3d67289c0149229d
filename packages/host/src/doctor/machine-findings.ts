/** What this machine runs the node on. */
import { statfs } from 'node:fs/promises'
import { API_VERSION, LOW_DISK_BYTES, NODE_MAJOR } from '../constants.ts'
import type { Finding } from './finding.ts'

export function runtimeFinding(): Finding {
  const ok = Number.parseInt(process.versions.node, 10) >= NODE_MAJOR
  const { node } = process.versions
  const found = `Node ${node} on ${process.platform} ${process.arch}, local API ${API_VERSION}`
  const finding = { name: 'runtime', ok, found }
  return ok ? finding : { ...finding, advice: `run the node on Node ${NODE_MAJOR} or newer` }
}

export async function diskFinding(dir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  const ok = free > LOW_DISK_BYTES
  const finding = { name: 'disk', ok, found: `${Math.floor(free / 1024 ** 2)} MiB free` }
  return ok ? finding : { ...finding, advice: 'free some space: a full disk stops all writing' }
}

const NO_WALLS = 'run only apps of people whom you trust: each asks for its name to be typed'

/** What holds apps here. The first look starts a sandbox, which takes a tenth of a second. */
export async function sandboxFinding(): Promise<Finding> {
  const { CONFINEMENT_TEXT, confinementOf, detectLayers } = await import('@comice/platform')
  const { layers } = await detectLayers()
  const { bubblewrap } = layers
  const found = `apps are ${CONFINEMENT_TEXT[confinementOf(layers)]}`
  if (bubblewrap.on) return { name: 'sandbox', ok: true, found: `${found}: ${bubblewrap.how}` }
  const advice =
    process.platform === 'linux' ? 'install bubblewrap: sudo apt-get install -y bubblewrap' : NO_WALLS
  return { name: 'sandbox', ok: false, found: `${found}: ${bubblewrap.why}`, advice }
}
