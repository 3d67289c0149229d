/** A port of one machine at another: how fast, at what memory, and for how many at once. */
import { fork, type ChildProcess } from 'node:child_process'
import { get } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuOfTrees } from '../harness/cpu.ts'
import type { Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import { largestOfTrees } from '../harness/resident.ts'
import { builtProgram } from '../harness/run-program.ts'
import type { Row } from '../harness/suite.ts'
import { ended, firstLine } from '../harness/two-ends.ts'
import type { Forward } from './forwards/forward.ts'

const MIB = 1024 * 1024
const REQUESTS = 200
const ANSWER_BYTES = 20_000
/** Nothing goes any more when for so long nothing went. */
const STILL_MS = 1000
const LOOK_MS = 50

export interface ForwardRun {
  readonly rounds: number
  readonly isSmoke: boolean
  /** By name, each leads to the source. */
  readonly forwards: ReadonlyMap<string, Forward>
  readonly sourcePort: number
  readonly log: (text: string) => void
}

export interface Source extends AsyncDisposable {
  readonly port: number
}

export async function startSource(): Promise<Source> {
  const file = await builtProgram(new URL('../peers/http-source.ts', import.meta.url))
  const child: ChildProcess = fork(file, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const port = Number(await firstLine(child))
  return { port, [Symbol.asyncDispose]: () => ended(child) }
}

export async function forwardRows(run: ForwardRun): Promise<Row[]> {
  const { isSmoke, rounds, log } = run
  const mib = isSmoke ? 16 : 256
  log(`${mib} MiB through a forward`)
  const through = await measured(run, rounds, (forward) => read(forward, mib * MIB))
  log(`${REQUESTS} requests at once`)
  const requests = await measured(run, rounds, (forward, name) => askMany(forward, { name, log }))
  const waiting = isSmoke ? 64 : 1024
  log(`${waiting} MiB for a reader that stands still`)
  const still = await measured(run, 1, (forward) =>
    standStill(forward, { sourcePort: run.sourcePort, mib: waiting }),
  )
  return [
    {
      measure: `${mib} MiB through a forward`,
      unit: 'ms',
      sides: through,
      aim: { than: { ssh: 1, hypertele: 0.333 } },
    },
    { measure: `${REQUESTS} HTTP requests at once`, unit: 'ms', sides: requests },
    {
      measure: `resident, ${waiting} MiB wait for a reader`,
      unit: 'MiB',
      sides: still,
      aim: { than: { hypertele: 0.5 } },
    },
  ]
}

function measured(
  { forwards }: ForwardRun,
  rounds: number,
  measure: (forward: Forward, name: string) => Promise<Sample>,
): ReturnType<typeof interleave> {
  const sides = [...forwards].map(([name, forward]) => [name, () => measure(forward, name)] as const)
  return interleave(rounds, Object.fromEntries(sides))
}

/** Time, and CPU time of both ends of the forward. */
async function timed({ pids }: Forward, job: () => Promise<void>): Promise<Sample> {
  const before = cpuOfTrees(pids)
  const startedAt = performance.now()
  await job()
  const value = performance.now() - startedAt
  const after = cpuOfTrees(pids)
  return { value, cpuMs: before === null || after === null ? null : after - before }
}

function read(forward: Forward, bytes: number): Promise<Sample> {
  return timed(forward, async () => {
    const socket = ask(forward.port, bytes)
    let got = 0
    socket.on('data', (piece: Buffer) => (got += piece.byteLength))
    await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject))
    // The head comes on top.
    if (got < bytes) throw new Error(`${got} of ${bytes} bytes arrived`)
  })
}

function ask(port: number, bytes: number): ReturnType<typeof connect> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET /${bytes} HTTP/1.0\r\n\r\n`)
  return socket
}

/** Says how many came to nothing; ours may let none fail. */
async function askMany(
  forward: Forward,
  { name, log }: { name: string; log: ForwardRun['log'] },
): Promise<Sample> {
  let failures = 0
  const sample = await timed(forward, async () => {
    const asking = Array.from({ length: REQUESTS }, () => fetchBytes(forward.port, String(ANSWER_BYTES)))
    const outcomes = await Promise.allSettled(asking)
    failures = outcomes.filter(({ status }) => status === 'rejected').length
  })
  if (failures > 0 && name === 'comice') throw new Error(`${failures} of ${REQUESTS} requests failed`)
  if (failures > 0) log(`${name}: ${failures} of ${REQUESTS} requests failed`)
  return sample
}

/** @throws Error when not all of it came */
function fetchBytes(port: number, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: `/${path}`, agent: false }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.once('error', reject)
      response.once('end', () => resolve(Buffer.concat(pieces)))
    })
    request.once('error', reject)
  })
}

/** Most that one process of the forward had resident until nothing went any more. */
async function standStill(
  forward: Forward,
  { sourcePort, mib }: { sourcePort: number; mib: number },
): Promise<Sample> {
  const socket = ask(forward.port, mib * MIB).pause()
  let [value, written, changedAt] = [0, -1, performance.now()]
  while (performance.now() - changedAt < STILL_MS) {
    const now = Number((await fetchBytes(sourcePort, 'written')).toString())
    if (now !== written) changedAt = performance.now()
    written = now
    value = Math.max(value, largestOfTrees(forward.pids))
    await pause(LOOK_MS)
  }
  socket.destroy()
  return { value }
}
