/// <reference types="@comice/holepunch-types" />
/** An author or a user of apps with the platform in-process, as a process that the driver asks things of. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { createPeer, type Peer } from '@comice/core'
import { createPlatform, type Platform, type RunningApp, spawnApp } from '@comice/platform'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type OpenInput, type AnyCalls, type Timed } from '../harness/peer-calls.ts'

const FETCH_TIMEOUT_MS = 120_000
const POLL_MS = 20

let profile: Profile | null = null
let peer: Peer | null = null
let platform: Platform | null = null
const streams: UDX.Stream[] = []
let running: RunningApp | null = null
let answers: Interface | null = null
let home = ''
let key: Uint8Array | null = null
let version = 0

function apps(): Platform {
  if (platform === null) throw new Error('not open')
  return platform
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = cpuMs()
  const startedAt = momentNow()
  await work()
  return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    const network = bootstrap === null ? { local: false, public: false } : { bootstrap: [...bootstrap] }
    home = dir
    profile = await openProfile({ dir })
    peer = await createPeer({ profile, network })
    peer.network.on('connection', (connection) => streams.push(connection.stream.rawStream as UDX.Stream))
    platform = await createPlatform(peer)
  },

  async makeApp({ name }) {
    const made = await apps().author.touch({ name })
    key = made.key
    return made.link
  },

  async stage({ dir }) {
    if (key === null) throw new Error('no app')
    const app = key
    return timed(() => apps().author.stage(dir, { key: app }))
  },

  async release() {
    if (key === null) throw new Error('no app')
    await apps().author.release({ key, version: `1.0.${version++}` })
  },

  async seed() {
    if (key === null) throw new Error('no app')
    await (await apps().author.seed({ key })).flushed()
  },

  async fetchApp({ link }) {
    return timed(async () => {
      const { app } = await apps().installs.open(link, { timeoutMs: FETCH_TIMEOUT_MS })
      key = app.key
    })
  },

  async updateApp({ link }) {
    if (key === null) throw new Error('no app')
    const app = key
    return timed(async () => {
      let state = await apps().updates.check(app, { timeoutMs: FETCH_TIMEOUT_MS })
      // Its author's news may still be on the way.
      for (; state.kind === 'current'; state = await apps().updates.check(app)) await pause(POLL_MS)
      if (state.kind !== 'ready') throw new Error(`there is no update: ${JSON.stringify(state)}`)
      await apps().installs.open(link)
    })
  },

  async startApp({ dir }) {
    const prepared = await apps().runs.prepare({ target: dir, folder: true })
    if (prepared.kind !== 'ready') throw new Error(`it is not ready: ${prepared.kind}`)
    const { spec, ticket } = prepared.run
    if (spec === null) throw new Error('a window app starts in the node')
    const { ours, apps: brokerSocket } = await socketPair(path.join(home, 'app.sock'))
    apps().runs.attach(ticket, ours)
    running = spawnApp(spec, { brokerSocket, stdio: ['pipe', 'pipe', 'inherit'] })
    if (running.stdout === null) throw new Error('it has no output')
    answers = createInterface({ input: running.stdout })
  },

  async tellApp(asking) {
    if (running?.stdin == null || answers === null) throw new Error('no app')
    const cpuBefore = cpuMs()
    const answered = once(answers, 'line') as Promise<[string]>
    running.stdin.write(`${JSON.stringify(asking)}\n`)
    const [line] = await answered
    const answer = JSON.parse(line) as Timed & { value?: unknown; error?: string }
    if (answer.error !== undefined) throw new Error(answer.error)
    return { value: answer.value ?? null, ms: answer.ms, cpuMs: answer.cpuMs + cpuMs() - cpuBefore }
  },

  cpu: async () => cpuMs(),

  usage: () => processUsage(streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)),

  async close() {
    await running?.stop()
    await platform?.close()
    await peer?.close()
    await profile?.close()
  },
}

/** The two ends of a connection: one for the broker, one that becomes the app's descriptor 3. */
async function socketPair(socketPath: string): Promise<{ ours: Socket; apps: Socket }> {
  const server = createServer().listen(socketPath)
  await once(server, 'listening')
  const connected = once(server, 'connection') as Promise<[Socket]>
  const socket = connect(socketPath)
  const [[ours]] = await Promise.all([connected, once(socket, 'connect')])
  server.close()
  return { ours, apps: socket }
}

answerCalls(calls)
