/** Looks at what usually goes wrong, and says in words what to do. */
import { statfs } from 'node:fs/promises'
import { LOW_DISK_BYTES, NODE_MAJOR } from '../constants.ts'
import type { Services } from '../services/services.ts'
import { procedure, router } from './trpc.ts'

export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** What was found. */
  readonly found: string
  /** What to do, when it is not ok. */
  readonly advice?: string
}

export const doctorRouter = router({
  run: procedure.query(async ({ ctx }): Promise<Finding[]> => [
    runtimeFinding(),
    networkFinding(ctx.services),
    connectionFinding(ctx.services),
    await diskFinding(ctx.services.profile.dir),
    await sandboxFinding(),
  ]),
})

function runtimeFinding(): Finding {
  const ok = Number.parseInt(process.versions.node, 10) >= NODE_MAJOR
  const finding = {
    name: 'runtime',
    ok,
    found: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
  }
  return ok ? finding : { ...finding, advice: `run the node on Node ${NODE_MAJOR} or newer` }
}

function networkFinding({ peer }: Services): Finding {
  const { state, segments } = peer.network.status()
  const places = segments.map((segment) => `${segment.name} (${segment.nodes} nodes)`).join(', ')
  const finding = { name: 'network', ok: state !== 'offline', found: `${state}: ${places || 'no segment'}` }
  if (state === 'online') return finding
  if (state === 'local') {
    return {
      ...finding,
      advice: 'there is no internet: only peers on this machine and this LAN can be found',
    }
  }
  return { ...finding, advice: 'no network interface can be used: check the connection and the firewall' }
}

function connectionFinding({ peer }: Services): Finding {
  const { length } = peer.network.status().connections
  const finding = { name: 'peers', ok: true, found: `${length} connected` }
  return length > 0 ? finding : { ...finding, advice: 'nobody else is online, or UDP is blocked on the way' }
}

async function diskFinding(dir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  const finding = {
    name: 'disk',
    ok: free > LOW_DISK_BYTES,
    found: `${Math.floor(free / 1024 ** 2)} MiB free`,
  }
  return finding.ok ? finding : { ...finding, advice: 'free some space: a full disk stops all writing' }
}

/** What holds apps here. The first look starts a sandbox, which takes a tenth of a second. */
async function sandboxFinding(): Promise<Finding> {
  const { CONFINEMENT_TEXT, confinementOf, detectLayers } = await import('@comice/platform')
  const { layers } = await detectLayers()
  const { bubblewrap } = layers
  const found = `apps are ${CONFINEMENT_TEXT[confinementOf(layers)]}`
  if (bubblewrap.on) return { name: 'sandbox', ok: true, found: `${found}: ${bubblewrap.how}` }
  const advice =
    process.platform === 'linux' ? 'install bubblewrap: sudo apt-get install -y bubblewrap' : NO_WALLS
  return { name: 'sandbox', ok: false, found: `${found}: ${bubblewrap.why}`, advice }
}

const NO_WALLS = 'run only apps of people whom you trust: each asks for its name to be typed'
