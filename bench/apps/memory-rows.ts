/** What an app takes that does nothing: its own process, the command that started it, and its node. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import { figuresOf } from '../harness/figures.ts'
import { startPeer } from '../harness/peer-process.ts'
import type { Row, Run } from '../harness/suite.ts'
import { makeAppFolder } from './app-folder.ts'
import { startUserNode, type UserNode } from './user-node.ts'

const SIZE = { files: 100, bytes: 1_000_000, modules: 20, stays: true }
/** Runs side by side: what one adds to the node is less than what the node's own memory goes up and down. */
const RUNS = 5
const SMOKE_RUNS = 1

interface Memory {
  readonly app: number
  readonly command: number
  readonly walls: number
}

export async function memoryRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const folders = { plain: path.join(dir, 'plain'), app: path.join(dir, 'app') }
  await makeAppFolder(folders.plain, SIZE)
  await makeAppFolder(folders.app, { ...SIZE, usesRuntime: true })
  await using author = await startPeer('comice-apps')
  await author.open({ dir: path.join(dir, 'author'), bootstrap: dht.bootstrap })
  const link = await author.makeApp({ name: 'bench' })
  await author.stage({ dir: folders.app })
  await author.release({})
  await author.seed({})
  await using user = await startUserNode(path.join(dir, 'home'), dht.address)

  log('memory of an app')
  // The first run loads what the node needs for any.
  await sampleRuns({ user, link, count: 1 })
  const seen: { runs: Memory[]; bare: number; node: number }[] = []
  for (let round = 0; round < Math.ceil(rounds / RUNS); round++) {
    const before = residentMib(user.pid)
    const runs = await sampleRuns({ user, link, count: isSmoke ? SMOKE_RUNS : RUNS })
    const bare = await bareMemory(folders.plain)
    seen.push({ runs: runs.memory, bare, node: Math.max(0, runs.during - before) / runs.memory.length })
  }
  const all = seen.flatMap(({ runs }) => runs)
  const figures = (values: readonly number[]) => figuresOf(values.map((value) => ({ value })))
  const bare = figures(seen.map((each) => each.bare))
  return [
    {
      measure: 'an app that waits: RSS of its process',
      unit: 'MiB',
      sides: { comice: figures(all.map(({ app }) => app)), 'node main.js': bare },
    },
    {
      measure: 'of bubblewrap around it',
      unit: 'MiB',
      sides: { comice: figures(all.map(({ walls }) => walls)) },
    },
    { measure: 'of comice run', unit: 'MiB', sides: { comice: figures(all.map(({ command }) => command)) } },
    {
      measure: 'what a run adds to the node',
      unit: 'MiB',
      sides: { comice: figures(seen.map(({ node }) => node)) },
    },
  ]
}

/** `during`: what the node takes while all of them run, MiB. */
async function sampleRuns({
  user,
  link,
  count,
}: {
  user: UserNode
  link: string
  count: number
}): Promise<{ memory: Memory[]; during: number }> {
  const children: ChildProcess[] = []
  try {
    for (let number = 0; number < count; number++) {
      const { args, env } = user.commandOf(['run', link, '--yes', '--tmp-store'])
      children.push(await startedProgram([...args], { env }))
    }
    return { memory: children.map(memoryOf), during: residentMib(user.pid) }
  } finally {
    for (const child of children) await ended(child)
  }
}

async function bareMemory(folder: string): Promise<number> {
  const child = await startedProgram(['main.js'], { cwd: folder })
  try {
    return residentMib(child.pid ?? 0)
  } finally {
    await ended(child)
  }
}

/** A Node program that has said its first line. */
async function startedProgram(
  args: string[],
  { env = {}, ...options }: { env?: Readonly<Record<string, string>>; cwd?: string },
): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, {
    ...options,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

/** Below the command are bwrap, its reaper, and, last, the app. */
function memoryOf({ pid = 0 }: ChildProcess): Memory {
  const below = childrenOf(pid)
  for (const each of below) below.push(...childrenOf(each))
  const app = below.pop() ?? 0
  const walls = below.reduce((sum, each) => sum + residentMib(each), 0)
  return { app: residentMib(app), command: residentMib(pid), walls }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib ?? 0) / 1024
}

async function ended(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
