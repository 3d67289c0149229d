/// <reference types="@comice/holepunch-types" />
/** An author or a user of apps with the platform in-process, as a process that the driver asks things of. */
import { createPeer, type Peer } from '@comice/core'
import { createPlatform, type Platform } from '@comice/platform'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type OpenInput, type AnyCalls, type Timed } from '../harness/peer-calls.ts'

const FETCH_TIMEOUT_MS = 120_000

let profile: Profile | null = null
let peer: Peer | null = null
let platform: Platform | null = null
const streams: UDX.Stream[] = []
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
      const state = await apps().updates.check(app, { timeoutMs: FETCH_TIMEOUT_MS })
      if (state.kind !== 'ready') throw new Error(`there is no update: ${JSON.stringify(state)}`)
      await apps().installs.open(link)
    })
  },

  usage: () => processUsage(streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)),

  async close() {
    await platform?.close()
    await peer?.close()
    await profile?.close()
  },
}

answerCalls(calls)
