/** A node from spawn to ready, beside a bare program that opens a store and a swarm. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { createTestDht } from '@comice/testkit'
import { cpuOfProcess } from '../harness/cpu.ts'
import { pick, sampled } from '../harness/interleave.ts'
import { startPeer } from '../harness/peer-process.ts'
import { builtProgram } from '../harness/run-program.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

export const nodeSuite: Suite = { name: 'node', rounds: 10, run }

interface Start {
  readonly readyMs: number
  readonly readyCpuMs: number | null
  readonly roomsMs: number
  readonly roomsCpuMs: number | null
}

async function run({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const bareProgram = await builtProgram(new URL('./bare-node.ts', import.meta.url))
  await builtProgram(new URL('../peers/bare-room.ts', import.meta.url))
  const starts = {
    comice: startNode,
    bare: (at: string, address: string) => startBare(bareProgram, at, address),
  }
  const rooms = isSmoke ? 2 : 10
  const rows: Row[] = []

  log('an empty profile')
  const empty = await sampled(rounds, {
    comice: (round) => starts.comice(path.join(dir, `empty-${round}`), dht.address),
    bare: (round) => starts.bare(path.join(dir, `bare-empty-${round}`), dht.address),
  })
  rows.push({ measure: 'empty profile: ready', unit: 'ms', sides: pick(empty, ready) })

  log(`a profile with ${rooms} rooms`)
  const homes = { comice: path.join(dir, 'full'), bare: path.join(dir, 'bare-full') }
  await makeRooms('node', homes.comice, rooms)
  await makeRooms('bare', homes.bare, rooms)
  const full = await sampled(rounds, {
    comice: () => starts.comice(homes.comice, dht.address),
    bare: () => starts.bare(homes.bare, dht.address),
  })
  rows.push({ measure: `${rooms} rooms: ready`, unit: 'ms', sides: pick(full, ready) })
  rows.push({ measure: `${rooms} rooms: all shown`, unit: 'ms', sides: pick(full, open) })
  return rows
}

const ready = ({ readyMs, readyCpuMs }: Start) => ({ value: readyMs, cpuMs: readyCpuMs })
const open = ({ roomsMs, roomsCpuMs }: Start) => ({ value: roomsMs, cpuMs: roomsCpuMs })

async function makeRooms(program: 'node' | 'bare', dir: string, count: number): Promise<void> {
  await mkdir(dir, { recursive: true })
  await using peer = await startPeer(program)
  await peer.open({ dir, bootstrap: null })
  for (let number = 0; number < count; number++) await peer.create({ name: `room ${number}` })
}

async function startNode(dir: string, bootstrap: string): Promise<Start> {
  return timedStart([nodeProgram(), '--dir', dir, '--bootstrap', bootstrap, '--idle-ms', '0'], async () => {
    const address = await findNode(dir)
    if (address === null) throw new Error('the node said it was ready, but is not there')
    await using client = createLocalClient(address)
    // Answers when all can be shown.
    await client.api.rooms.list.query()
  })
}

/** What an installed node runs. This process itself may run the sources, and then resolving gives those. */
function nodeProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('@comice/host/package.json')
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    exports: { './node': { default: string } }
  }
  return path.join(path.dirname(manifest), exports['./node'].default)
}

async function startBare(program: string, dir: string, address: string): Promise<Start> {
  await mkdir(dir, { recursive: true })
  return timedStart([program, dir, address], (line) => line)
}

/** `untilOpen` is given the second line of the program. */
async function timedStart(args: string[], untilOpen: (line: Promise<void>) => Promise<void>): Promise<Start> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '', COMICE_LOG: 'warn' },
  })
  try {
    const lines = createInterface({ input: child.stdout })
    const second = Promise.withResolvers<void>()
    second.promise.catch(() => undefined)
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => {
        const error = new Error(`${args.join(' ')} ended with ${String(code)}`)
        reject(error)
        second.reject(error)
      })
      lines.once('line', (line) => {
        lines.once('line', () => second.resolve())
        if (line.includes('error')) reject(new Error(line))
        else resolve()
      })
    })
    const readyMs = performance.now() - startedAt
    const readyCpuMs = cpuOfProcess(child.pid ?? 0)
    await untilOpen(second.promise)
    return {
      readyMs,
      readyCpuMs,
      roomsMs: performance.now() - startedAt,
      roomsCpuMs: cpuOfProcess(child.pid ?? 0),
    }
  } finally {
    await ended(child)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exited
}
