/** The processes of the tour: a node for each person and a seeder, all below `.comice/tour` in the clone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeApi, NodeClient } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import { connectOrStart, findNode } from '@comice/host/launch'

export const TOUR_DIR = path.resolve('.comice/tour')

const EXIT_TIMEOUT_MS = 10_000
const POLL_MS = 10

/** A person's node and a client of it. */
export interface Person {
  readonly name: string
  readonly dir: string
  readonly api: NodeApi
  readonly pid: number
  readonly client: NodeClient
}

export interface Seeder {
  readonly key: string
  readonly dir: string
  readonly process: ChildProcess
}

/** Removes what an earlier tour left, and stops what still runs of it. */
export async function clearStage(): Promise<void> {
  for (const name of ['alice', 'bob', 'carol']) {
    const address = await findNode(path.join(TOUR_DIR, name)).catch(() => null)
    if (address !== null) await killAndWait(address.pid, 'SIGTERM')
  }
  await rm(TOUR_DIR, { recursive: true, force: true })
  await mkdir(TOUR_DIR, { recursive: true, mode: 0o700 })
}

/** Starts the person's node, as any command of theirs would. */
export async function enter(name: string): Promise<Person> {
  const dir = path.join(TOUR_DIR, name)
  const address = await connectOrStart({ dir })
  const client = createLocalClient(address)
  return { name, dir, api: client.api, pid: address.pid, client }
}

/** Ends the person's node: in order, or with SIGKILL as a power cut of the process would. */
export async function leave(person: Person, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  await person.client.close()
  await killAndWait(person.pid, signal)
}

/** Starts a seeder that keeps what `owner` asks it to. */
export async function startSeeder(ownerDevice: string): Promise<Seeder> {
  const dir = path.join(TOUR_DIR, 'seeder')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const config = path.join(dir, 'seeder.toml')
  await writeFile(
    config,
    `dir = ${JSON.stringify(path.join(dir, 'profile'))}\nallow = [${JSON.stringify(ownerDevice)}]\nport = 0\n`,
  )
  const program = createRequire(import.meta.url).resolve('@comice/seeder/bin')
  const child = spawn(process.execPath, [program, '--config', config, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)))
  const key = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { key } = JSON.parse(line) as { key?: string }
      if (key === undefined) reject(new Error(`the seeder did not start: ${line}`))
      else resolve(key)
    })
    child.once('exit', (code) => reject(new Error(`the seeder ended with ${String(code)}: ${errors}`)))
  })
  return { key, dir, process: child }
}

export async function stopSeeder(seeder: Seeder): Promise<void> {
  if (seeder.process.pid !== undefined && seeder.process.exitCode === null) {
    await killAndWait(seeder.process.pid, 'SIGTERM')
  }
}

async function killAndWait(pid: number, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal)
  const deadline = Date.now() + EXIT_TIMEOUT_MS
  while (isRunning(pid)) {
    if (Date.now() > deadline)
      throw new Error(`process ${pid} did not end within ${EXIT_TIMEOUT_MS} ms of ${signal}`)
    await sleep(POLL_MS)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
