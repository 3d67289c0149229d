/** Peers with apps that run: each app is a process of its own whose descriptor 3 leads to a broker of this process. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createPeer, type Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { createTestDht, seedOf, tempDir, type TempDir, type TestDht } from '@comice/testkit'
import { createBroker } from '../../src/broker/broker.ts'
import type {
  Broker,
  BrokerCallbacks,
  BrokerPermissions,
  BrokerQuota,
} from '../../src/broker/broker-contract.ts'

export interface TestApp extends AsyncDisposable {
  readonly broker: Broker
  readonly child: ChildProcess
  readonly storageDir: string
  readonly exited: Promise<{ code: number | null; signal: string | null }>
  /** Everything it printed to stderr. */
  readonly stderr: () => string
  /** Runs an action of programs/agent.ts in the app; rejects with the error's code as `code`. */
  run<T = unknown>(action: string, params?: object): Promise<T>
  /** Resolves to the next line that the program prints by itself and that fits. */
  told<T extends object>(fits: (event: T) => boolean): Promise<T>
  kill(): Promise<void>
}

export interface StartOptions {
  /** Names the app's key. Default `chat`. */
  app?: string
  program?: string
  permissions?: Partial<BrokerPermissions>
  quota?: Partial<BrokerQuota>
  callbacks?: BrokerCallbacks
  storage?: string
  args?: readonly string[]
}

export interface AppPeer {
  readonly peer: Peer
  readonly dir: TempDir
  start(options?: StartOptions): Promise<TestApp>
}

export interface AppPeers extends AsyncDisposable {
  readonly dht: TestDht
  peer(name: string): Promise<AppPeer>
}

export async function createAppPeers(): Promise<AppPeers> {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  return {
    dht,
    peer: async () => {
      const dir = stack.use(await tempDir())
      const profile = stack.use(await openProfile({ dir: dir.join('profile') }))
      const peer = stack.use(await createPeer({ profile, network: { bootstrap: dht.bootstrap } }))
      return { peer, dir, start: async (options = {}) => stack.use(await startApp(peer, dir, options)) }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** What the broker knows of a test's app. */
export function appOf(name: string, permissions: Partial<BrokerPermissions> = {}) {
  return {
    key: seedOf(`app ${name}`),
    author: seedOf('author'),
    version: '1.0.0',
    channel: 'stable',
    length: 7,
    fork: 0,
    permissions: { net: [], fs: [], topics: [], ...permissions },
  }
}

async function startApp(peer: Peer, dir: TempDir, options: StartOptions): Promise<TestApp> {
  const { app: name = 'chat', program = 'agent', permissions, quota, callbacks, args = [] } = options
  const app = appOf(name, permissions)
  const storageDir = options.storage ?? dir.join('apps', name)
  const process = spawnProgram(program, { app, storageDir, args })
  const broker = createBroker({
    stream: process.stream,
    app,
    peer,
    storageDir,
    ...(quota && { quota }),
    ...(callbacks && { callbacks }),
  })
  return testAppOf(process, broker, storageDir)
}

export interface SpawnedProgram {
  child: ChildProcess
  stream: Duplex
  exited: Promise<{ code: number | null; signal: string | null }>
}

/** A plain process: confinement is tested where it is made. */
export function spawnProgram(
  program: string,
  {
    app,
    storageDir,
    args = [],
  }: { app: ReturnType<typeof appOf>; storageDir: string; args?: readonly string[] },
): SpawnedProgram {
  const script = program.startsWith('/')
    ? program
    : fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))
  const info = {
    ...app,
    key: encodeKey(app.key),
    author: encodeKey(app.author),
    link: `pear://${encodeKey(app.key)}/hello`,
    name: 'test',
    args,
    dir: '/',
    storage: storageDir,
    path: '/hello',
    layers: ['process'],
    given: [],
    dev: false,
  }
  const child = spawn(globalThis.process.execPath, ['--conditions=@comice/source', script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { COMICE_APP: JSON.stringify(info) },
  })
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  return { child, stream: child.stdio[3] as Duplex, exited }
}

function testAppOf({ child, exited }: SpawnedProgram, broker: Broker, storageDir: string): TestApp {
  const answers = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const events: object[] = []
  const waiting = new Set<() => void>()
  let stderr = ''
  let next = 1
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as {
        id?: number
        result?: never
        error?: { code: string; message: string }
      }
      if (message.id === undefined) {
        events.push(message)
        for (const look of waiting) look()
        return
      }
      const answer = answers.get(message.id)
      answers.delete(message.id)
      if (message.error === undefined) answer?.resolve(message.result as never)
      else answer?.reject(Object.assign(new Error(message.error.message), { code: message.error.code }))
    })
  void exited.then(() => {
    for (const { reject } of answers.values()) reject(new Error(`the app has ended\n${stderr}`))
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
    await broker.closed
  }
  return {
    broker,
    child,
    storageDir,
    exited,
    stderr: () => stderr,
    run: (action, params = {}) =>
      new Promise((resolve, reject) => {
        const id = next++
        answers.set(id, { resolve, reject })
        child.stdin?.write(`${JSON.stringify({ id, action, params })}\n`)
      }),
    told: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const event = events.find((candidate) => fits(candidate as never))
          if (event === undefined) return
          events.splice(events.indexOf(event), 1)
          waiting.delete(look)
          resolve(event as never)
        }
        waiting.add(look)
        look()
      }),
    kill,
    [Symbol.asyncDispose]: async () => {
      await kill()
      await broker.close()
    },
  }
}
