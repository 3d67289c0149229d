/** From the link to the app's first line: never seen before, and fetched before. */
import path from 'node:path'
import { detectLayers } from '@comice/platform'
import { createTestDht, type TestDht } from '@comice/testkit'
import type { Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import { type ProgramResult, runProgram } from '../harness/run-program.ts'
import type { Row, Run } from '../harness/suite.ts'
import { FIRST_LINE, makeAppFolder } from './app-folder.ts'
import { startUserNode, type UserNode } from './user-node.ts'

const SIZE = { files: 500, bytes: 5_000_000, modules: 50 }
const SMOKE_SIZE = { files: 30, bytes: 300_000, modules: 10 }

const COLD_MS = 1_500
const WARM_OVER_MS = 300
/** A new profile and a new node for each. */
const COLD_ROUNDS_SHARE = 0.5

export async function startRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const size = isSmoke ? SMOKE_SIZE : SIZE
  const folders = { plain: path.join(dir, 'plain-app'), runtime: path.join(dir, 'runtime-app') }
  await makeAppFolder(folders.plain, size)
  await makeAppFolder(folders.runtime, { ...size, usesRuntime: true })
  await using alice = await startPeer('comice-apps')
  await alice.open({ dir: path.join(dir, 'alice'), bootstrap: dht.bootstrap })
  const links = {
    plain: await publish(alice, 'plain', folders.plain),
    runtime: await publish(alice, 'runtime', folders.runtime),
  }

  log('cold')
  const scene = { dir, dht, link: links.plain }
  const cold = await interleave(Math.ceil(rounds * COLD_ROUNDS_SHARE), {
    comice: (round) => coldComice(scene, round),
    hyperdrive: (round) => coldMirror(scene, round),
  })
  const name = `${size.files} files, ${size.bytes / 1e6} MB`

  log('warm')
  await using user = await startUserNode(path.join(dir, 'warm'), dht.address)
  for (const link of Object.values(links)) await user.comice(['run', link, '--yes'])
  const bare = () => bareRun(folders.plain)
  const warm = await interleave(rounds, { comice: () => comiceRun(user, links.plain), 'node main.js': bare })
  const ended = await interleave(rounds, {
    comice: async () => withWalled(await user.comice(['run', links.plain, '--yes'])),
    'node main.js': () => runProgram({ file: process.execPath, args: ['main.js'], cwd: folders.plain }),
  })
  const using = await interleave(rounds, {
    comice: () => comiceRun(user, links.runtime),
    'node main.js': bare,
  })
  return [
    { measure: `link → first line, cold (${name})`, unit: 'ms', sides: cold, aim: { median: COLD_MS } },
    { measure: 'link → first line, warm', unit: 'ms', sides: warm, aim: { over: WARM_OVER_MS } },
    { measure: 'the same with @comice/runtime', unit: 'ms', sides: using, aim: { over: WARM_OVER_MS } },
    { measure: 'link → the command has ended, warm', unit: 'ms', sides: ended },
  ]
}

async function publish(author: PeerProcess, name: string, dir: string): Promise<string> {
  const link = await author.makeApp({ name })
  await author.stage({ dir })
  await author.release({})
  await author.seed({})
  return link
}

interface Scene {
  readonly dir: string
  readonly dht: TestDht
  readonly link: string
}

/** The node runs; it has never seen the app, nor its author. */
async function coldComice({ dir, dht, link }: Scene, round: number): Promise<Sample> {
  await using user = await startUserNode(path.join(dir, `cold-${round}`), dht.address)
  return await comiceRun(user, link)
}

/** A program whose store and swarm are open mirrors the drive, and then Node runs what it wrote. */
async function coldMirror({ dir, dht, link }: Scene, round: number): Promise<Sample> {
  const home = await makeFolder(dir, `mirror-${round}`)
  await using mirror = await startPeer('bare-drive')
  await mirror.open({ dir: home, bootstrap: dht.bootstrap })
  const folder = await makeFolder(home, 'app')
  const { ms, cpuMs } = await mirror.fetchApp({ link, dir: folder })
  const { value, cpuMs: runCpuMs } = await bareRun(folder)
  return { value: ms + value, cpuMs: runCpuMs == null ? null : cpuMs + runCpuMs }
}

async function comiceRun(user: UserNode, link: string): Promise<Sample> {
  return firstLine(await withWalled(await user.comice(['run', link, '--yes'])))
}

/** bubblewrap does not wait for the app, so the kernel adds the app's CPU time to nobody's: the app tells it. */
async function withWalled(result: ProgramResult): Promise<ProgramResult> {
  const { layers } = await detectLayers()
  if (!layers.bubblewrap.on || result.cpuMs == null) return result
  return { ...result, cpuMs: result.cpuMs + Number(result.stdout.split(' ')[1]) }
}

async function bareRun(folder: string): Promise<Sample> {
  return firstLine(await runProgram({ file: process.execPath, args: ['main.js'], cwd: folder }))
}

function firstLine({ stdout, firstOutputMs, cpuMs }: ProgramResult): Sample {
  if (firstOutputMs === null || !stdout.startsWith(FIRST_LINE)) throw new Error(`the app said ${stdout}`)
  return { value: firstOutputMs, cpuMs: cpuMs ?? null }
}
