/** Cores through the broker of an app, beside a program that has the stack itself. */
import { copyFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, type TestDht } from '@comice/testkit'
import type { Figures, Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import type { Asking, Timed } from '../harness/peer-calls.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'

const BLOCK_BYTES = 64 * 1024
const LARGE = { blocks: 1_024, small: 500 }
const SMOKE_LARGE = { blocks: 64, small: 20 }
const SMALL_BYTES = 1_024
/** Each transfers all blocks into a new store. */
const REPLICATION_ROUNDS_SHARE = 0.5
const AIM = { ratio: 1.2 }

const PROGRAMS = { comice: 'comice-apps', 'bare program': 'bare-app' } as const
type Side = keyof typeof PROGRAMS

interface Scene {
  readonly dir: string
  readonly dht: TestDht
  readonly app: string
}

export async function brokerRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const { blocks, small } = isSmoke ? SMOKE_LARGE : LARGE
  const scene = { dir, dht, app: await writeApp(dir) }
  log('replication through the broker')
  const replication = await interleave(Math.ceil(rounds * REPLICATION_ROUNDS_SHARE), {
    comice: (round) => replicate('comice', scene, { round, blocks }),
    'bare program': (round) => replicate('bare program', scene, { round, blocks }),
  })
  log('appends and reads through the broker')
  await using comice = await startSide('comice', scene, 'local')
  await using bare = await startSide('bare program', scene, 'local')
  for (const side of [comice, bare]) await side.tellApp({ action: 'open' })
  const beside = async (asking: Asking): Promise<Record<string, Figures>> => {
    const measure = async (side: PeerProcess) => sampleOf(await side.tellApp(asking))
    return interleave(rounds, { comice: () => measure(comice), 'bare program': () => measure(bare) })
  }
  const mib = (blocks * BLOCK_BYTES) / 2 ** 20
  return [
    { measure: `app to app: ${mib} MiB in blocks of 64 KiB`, unit: 'ms', sides: replication, aim: AIM },
    row(
      `${small} appends of 1 KiB, one by one`,
      await beside({ action: 'append', blocks: small, bytes: SMALL_BYTES }),
    ),
    row(`${small} gets of 1 KiB, one by one`, await beside({ action: 'get', blocks: small })),
    row(`${small} gets of 1 KiB at once`, await beside({ action: 'getMany', blocks: small })),
  ]
}

function row(measure: string, sides: Record<string, Figures>): Row {
  return { measure, unit: 'ms', sides }
}

async function writeApp(dir: string): Promise<string> {
  const folder = await makeFolder(dir, 'broker-app')
  const manifest = {
    name: 'broker',
    version: '1.0.0',
    type: 'module',
    main: 'main.js',
    pear: { type: 'terminal' },
  }
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest))
  await copyFile(new URL('./programs/broker-app.js', import.meta.url), path.join(folder, 'main.js'))
  return folder
}

/** From the call of `download` on an open connection until all blocks are there, at the one who fetches. */
async function replicate(
  side: Side,
  scene: Scene,
  { round, blocks }: { round: number; blocks: number },
): Promise<Sample> {
  await using alice = await startSide(side, scene, `alice-${round}`)
  await using bob = await startSide(side, scene, `bob-${round}`)
  const topic = Buffer.alloc(32, round + 1).toString('hex')
  const { value: key } = await alice.tellApp({ action: 'open' })
  await alice.tellApp({ action: 'fill', blocks, bytes: BLOCK_BYTES })
  await alice.tellApp({ action: 'join', topic, server: true })
  await bob.tellApp({ action: 'open', key: String(key) })
  await bob.tellApp({ action: 'join', topic, server: false })
  const before = await alice.cpu({})
  const { ms, cpuMs } = await bob.tellApp({ action: 'download', blocks })
  const after = await alice.cpu({})
  return { value: ms, cpuMs: cpuMs + after - before }
}

async function startSide(side: Side, { dir, dht, app }: Scene, name: string): Promise<PeerProcess> {
  const peer = await startPeer(PROGRAMS[side])
  await peer.open({ dir: await makeFolder(dir, `${side} ${name}`), bootstrap: dht.bootstrap })
  await peer.startApp({ dir: app })
  return peer
}

function sampleOf({ ms, cpuMs }: Timed): Sample {
  return { value: ms, cpuMs }
}
