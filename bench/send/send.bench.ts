/** From the start of a receiver to its end, with a sender that waits: ours, magic-wormhole, Hyperbeam and cp. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import { type FolderShape, makeDriveFolder } from '../drives/drive-folder.ts'
import { cpuOfEndedChildren } from '../harness/cpu.ts'
import type { Sample } from '../harness/figures.ts'
import { interleave, type Measure } from '../harness/interleave.ts'
import { makeFolder } from '../harness/room-pair.ts'
import { builtProgram, runProgram } from '../harness/run-program.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'
import { startWormhole, type Wormhole } from './wormhole.ts'

const MIB = 1024 * 1024
const SHAPES: readonly FolderShape[] = [
  { name: '256 MiB in one file', files: 1, bytes: 256 * MIB },
  { name: '10,000 files of 4 KiB', files: 10_000, bytes: 4096 },
]
const SMOKE_SHAPES: readonly FolderShape[] = [{ name: '2 MiB in one file', files: 1, bytes: 2 * MIB }]

/** Issue 4: twice as fast as magic-wormhole. */
const AIM = { ratio: 0.5 }

export const sendSuite: Suite = { name: 'send', rounds: 3, run }

interface Work {
  readonly home: string
  readonly source: string
  /** Of a DHT node, host:port. */
  readonly node: string
}

async function run({ isSmoke, rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  await using stack = new AsyncDisposableStack()
  const wormhole = isSmoke ? null : await startWormhole()
  if (wormhole !== null) stack.use(wormhole)
  else log('magic-wormhole is not measured')
  const rows: Row[] = []
  for (const shape of isSmoke ? SMOKE_SHAPES : SHAPES) {
    log(shape.name)
    const home = await makeFolder(dir, shape.name)
    const source = path.join(home, 'source')
    await makeDriveFolder(source, shape)
    const [node] = dht.bootstrap
    const work = { home, source, node: `${node?.host ?? ''}:${node?.port ?? ''}` }
    const sides: Record<string, Measure> = { comice: (round) => byComice(round, work) }
    if (wormhole !== null) sides['magic-wormhole'] = (round) => byWormhole(round, work, wormhole)
    if (shape.files === 1) sides['hyperbeam'] = (round) => byHyperbeam(round, work)
    sides['cp'] = (round) => byCp(round, work)
    rows.push({ measure: shape.name, unit: 'ms', sides: await interleave(rounds, sides), aim: AIM })
    await rm(home, { recursive: true })
  }
  return rows
}

async function byComice(round: number, { home, source, node }: Work): Promise<Sample> {
  const program = await builtProgram(new URL('../peers/comice-send.ts', import.meta.url))
  const profile = (name: string) => path.join(home, `comice-${round}-${name}`)
  return measured(async () => {
    const sender = spawn(process.execPath, [program, profile('alice'), node, 'send', source], STDIO)
    const code = await firstLine(sender)
    const args = [program, profile('bob'), node, 'receive', code, await target(home)]
    return { sender, received: await runProgram({ file: process.execPath, args }) }
  })
}

async function byWormhole(round: number, { home, source }: Work, { flags }: Wormhole): Promise<Sample> {
  const code = `${round + 1}-${randomBytes(4).toString('hex')}`
  const args = [...flags, 'send', '--hide-progress', '--code', code, source]
  return measured(async () => {
    const sender = spawn('wormhole', args, { ...STDIO, env: UTF8 })
    // It says so on stderr before it waits.
    await firstLine(sender, 'stderr')
    const receive = [
      ...flags,
      'receive',
      '--hide-progress',
      '--accept-file',
      '-o',
      `${await target(home)}/in`,
      code,
    ]
    return { sender, received: await runProgram({ file: 'wormhole', args: receive, env: UTF8 }) }
  })
}

async function byHyperbeam(round: number, { home, source, node }: Work): Promise<Sample> {
  const program = await builtProgram(new URL('../peers/hyperbeam.ts', import.meta.url))
  const key = `${'a'.repeat(51)}${'bcdefg'[round % 6] ?? 'h'}`
  const shell = (verb: string, redirect: string) => [
    '-c',
    `exec ${process.execPath} ${program} ${node} ${key} ${verb} ${redirect}`,
  ]
  return measured(async () => {
    const file = `${source}/folder-0/file-0.bin`
    const sender = spawn('sh', shell('send', `< ${file}`), STDIO)
    await firstLine(sender)
    const args = shell('receive', `> ${await target(home)}/in`)
    return { sender, received: await runProgram({ file: 'sh', args }) }
  })
}

async function byCp(_round: number, { home, source }: Work): Promise<Sample> {
  return runProgram({ file: 'cp', args: ['-a', source, `${await target(home)}/in`] })
}

const UTF8 = { ...process.env, LC_ALL: 'C.UTF-8' }
const STDIO: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'] }

/** CPU time is that of both ends, so both have to be over. */
async function measured(job: () => Promise<{ sender: ChildProcess; received: Sample }>): Promise<Sample> {
  const before = cpuOfEndedChildren()
  const { sender, received } = await job()
  if (sender.exitCode === null) await new Promise((resolve) => sender.once('exit', resolve))
  const after = cpuOfEndedChildren()
  return { value: received.value, cpuMs: before === null || after === null ? null : after - before }
}

/** The first line that a program prints; the rest is thrown away. */
async function firstLine(child: ChildProcess, of: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
  const [out, other] = of === 'stdout' ? [child.stdout, child.stderr] : [child.stderr, child.stdout]
  let said = ''
  other?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  if (out === null) throw new Error('it has no output')
  const lines = createInterface(out)
  return new Promise((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', (code) => reject(new Error(`it ended with ${code ?? 'a signal'}: ${said}`)))
  })
}

/** An empty folder. */
async function target(home: string): Promise<string> {
  const folder = path.join(home, 'target')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  return folder
}
