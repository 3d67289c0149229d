/** The driver's end of the calls: a peer that is a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MEMORY_ENVIRONMENT, MEMORY_FLAGS } from '@comice/host/launch'
import type { AnswerMessage, CallMessage, CallName, AnyCalls } from './peer-calls.ts'
import { builtProgram } from './run-program.ts'

const PROGRAMS = {
  comice: new URL('../peers/comice-peer.ts', import.meta.url),
  node: new URL('../peers/node-peer.ts', import.meta.url),
  bare: new URL('../peers/bare-peer.ts', import.meta.url),
  'comice-drives': new URL('../peers/comice-drives.ts', import.meta.url),
  'comice-apps': new URL('../peers/comice-apps.ts', import.meta.url),
  'bare-drive': new URL('../peers/bare-drive.ts', import.meta.url),
  'comice-bulk': new URL('../peers/comice-bulk.ts', import.meta.url),
  'comice-remote': new URL('../peers/comice-remote.ts', import.meta.url),
  'bare-bulk': new URL('../peers/bare-bulk.ts', import.meta.url),
  'bare-app': new URL('../peers/bare-app.ts', import.meta.url),
} as const

/** What a built program needs beside it. */
const PARTS = ['./peer-calls.ts', './answer-calls.ts', '../peers/bare-room.ts'].map(
  (file) => new URL(file, import.meta.url),
)

const CALL_TIMEOUT_MS = 300_000
const EXIT_TIMEOUT_MS = 10_000

export interface PeerProcessOptions {
  /** Runs the sources instead of the built packages; `BENCH_SOURCE=1` does so too. */
  readonly isSource?: boolean
  /** Flags of Node itself, such as `--cpu-prof`. */
  readonly execArgv?: readonly string[]
  /** Started as a user's node is: with less memory. Default false. */
  readonly isNode?: boolean
}

/** As the peer's own object, and its end. */
export type PeerProcess = AnyCalls & AsyncDisposable & { readonly pid: number }

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startPeer(
  program: keyof typeof PROGRAMS,
  {
    isSource = process.env['BENCH_SOURCE'] === '1',
    execArgv = profileFlags(),
    isNode = false,
  }: PeerProcessOptions = {},
): Promise<PeerProcess> {
  if (!isSource) for (const part of PARTS) await builtProgram(part)
  const file = isSource ? fileURLToPath(PROGRAMS[program]) : await builtProgram(PROGRAMS[program])
  const conditions = isSource ? ['--conditions=@comice/source'] : []
  const flags = [...conditions, '--expose-gc', ...execArgv]
  const child = isNode
    ? fork(file, { execArgv: [...MEMORY_FLAGS, ...flags], env: { ...MEMORY_ENVIRONMENT, ...process.env } })
    : fork(file, { execArgv: flags })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return peerOf(program, child)
}

/** `BENCH_CPU_PROF=<folder>` writes a profile of every peer there. */
function profileFlags(): string[] {
  const dir = process.env['BENCH_CPU_PROF']
  return dir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${dir}`]
}

function peerOf(name: string, child: ChildProcess): PeerProcess {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let nextId = 0
  child.on('message', (message) => {
    const { id, result, error } = message as AnswerMessage
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(`at ${name}: ${error}`))
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${String(code)}`))
  })
  const call = (method: CallName, input: unknown) =>
    new Promise((resolve, reject) => {
      const id = nextId++
      const timer = setTimeout(() => reject(new Error(`${name}.${method}: no answer`)), CALL_TIMEOUT_MS)
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          done(value)
        }
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      child.send({ id, name: method, input } satisfies CallMessage)
    })
  const calls = new Proxy({} as AnyCalls, {
    // A promise that resolves to this must not take it for one.
    get: (_target, method) =>
      method === 'then' ? undefined : (input: unknown) => call(method as CallName, input),
  })
  const dispose = () => stop(child, () => calls.close({}))
  return new Proxy(calls as PeerProcess, {
    get: (target, key) => {
      if (key === Symbol.asyncDispose) return dispose
      if (key === 'pid') return child.pid ?? -1
      return Reflect.get(target, key) as unknown
    },
  })
}

async function stop(child: ChildProcess, close: () => Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT_MS)
  await close().catch(() => undefined)
  if (child.connected) child.disconnect()
  await ended
  clearTimeout(timer)
}
