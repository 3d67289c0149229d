/** Somebody new reads the newest page of a large room, beside the plain program. */
import { createTestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import { type HostPort, lineOf } from '../harness/peer-calls.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { letIn, makeFolder, openSide, type Side } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

const MESSAGES = 10_000
const SMOKE_MESSAGES = 300
const PAGE_MESSAGES = 50

export const newcomerSuite: Suite = { name: 'newcomer', rounds: 5, run }

interface FirstPage {
  /** From the first connection: handshake of the invite, admission and everything else included. */
  readonly connectedMs: number
  readonly joinMs: number
  readonly cpuMs: number
  readonly receivedKb: number
}

async function run({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  await using scope = new AsyncDisposableStack()
  const { bootstrap } = dht
  const count = isSmoke ? SMOKE_MESSAGES : MESSAGES
  const room = async (side: Side) => {
    log(`a room of ${count} messages, ${side}`)
    const alice = scope.use(await openSide(side, { dir: await makeFolder(dir, `${side} alice`), bootstrap }))
    await alice.create({ name: 'garden' })
    await alice.sayMany({ count, batch: 256 })
    return alice
  }
  const rooms = { comice: await room('comice'), bare: await room('bare') }
  const enter = (name: 'comice' | 'bare', isFastForward: boolean) => async (round: number) => {
    const newcomer = `${name} ${isFastForward} carol ${round}`
    const carolDir = await makeFolder(dir, newcomer)
    return firstPage({ side: name, alice: rooms[name], count, dir: carolDir, bootstrap, isFastForward })
  }
  log('newcomers')
  const samples = await sampled(rounds, {
    comice: enter('comice', true),
    'bare, fast-forward': enter('bare', true),
  })
  // It reads everything, so once is enough.
  const whole = await sampled(1, { 'bare, whole history': enter('bare', false) })
  const all = new Map([...samples, ...whole])
  return [
    {
      measure: 'connected → page',
      unit: 'ms',
      sides: pick(all, ({ connectedMs, cpuMs }) => ({ value: connectedMs, cpuMs })),
      aim: { median: 1000 },
    },
    { measure: 'join → page', unit: 'ms', sides: pick(all, ({ joinMs }) => ({ value: joinMs })) },
    {
      measure: 'received for the page',
      unit: 'kB',
      sides: pick(all, ({ receivedKb }) => ({ value: receivedKb })),
      aim: { median: 300 },
    },
  ]
}

interface Entrance {
  readonly side: 'comice' | 'bare'
  readonly alice: PeerProcess
  readonly count: number
  readonly dir: string
  readonly bootstrap: readonly HostPort[]
  readonly isFastForward: boolean
}

async function firstPage({
  side,
  alice,
  count,
  dir,
  bootstrap,
  isFastForward,
}: Entrance): Promise<FirstPage> {
  await using carol = await startPeer(side)
  await carol.open({ dir, bootstrap, isFastForward })
  const cpuBefore = (await alice.cpu({})) + (await carol.cpu({}))
  const startedAt = await letIn(alice, carol)
  const { at, connectedAt, messages } = await carol.page({ limit: PAGE_MESSAGES, last: lineOf(count - 1) })
  const { receivedBytes } = await carol.usage({})
  const cpuMs = (await alice.cpu({})) + (await carol.cpu({})) - cpuBefore
  if (messages !== PAGE_MESSAGES) throw new Error(`a page of ${messages} messages`)
  return { connectedMs: at - connectedAt, joinMs: at - startedAt, cpuMs, receivedKb: receivedBytes / 1000 }
}
