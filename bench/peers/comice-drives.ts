/// <reference types="@comice/holepunch-types" />
/** Who mirrors a folder into a drive, or a drive into a folder, as a process that the driver asks things of. */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { createPeer, type Peer } from '@comice/core'
import { createDrives, type Drives } from '@comice/drives'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type AnyCalls, type OpenInput, type Timed } from '../harness/peer-calls.ts'

const FETCH_TIMEOUT_MS = 120_000

let profile: Profile | null = null
let peer: Peer | null = null
let drives: Drives | null = null
const streams: UDX.Stream[] = []
/** Of fast paths: nothing else here is TCP. */
const sockets: Socket[] = []
for (const side of ['client', 'server'])
  subscribe(`net.${side}.socket`, (message) => void sockets.push((message as { socket: Socket }).socket))

function opened(): Drives {
  if (drives === null) throw new Error('not open')
  return drives
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = cpuMs()
  const startedAt = momentNow()
  await work()
  return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
}

async function mirror(source: string, target: string): Promise<void> {
  const { refusedCount } = await opened().mirror({
    source,
    target,
    deletes: true,
    timeoutMs: FETCH_TIMEOUT_MS,
  })
  if (refusedCount > 0) throw new Error(`${refusedCount} entries were refused`)
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    const network = bootstrap === null ? { local: false, public: false } : { bootstrap: [...bootstrap] }
    profile = await openProfile({ dir })
    peer = await createPeer({ profile, network })
    peer.network.on('connection', (connection) => streams.push(connection.stream.rawStream as UDX.Stream))
    drives = await createDrives(peer)
  },

  async makeApp() {
    return (await opened().create({ name: 'bench' })).link
  },

  stage: ({ dir }) => timed(() => mirror(dir, 'bench:')),

  async release() {
    // A mirror is all there is.
  },

  async seed() {
    await opened().seed('bench')
  },

  fetchApp: ({ link, dir }) => timed(() => mirror(link, dir)),
  updateApp: ({ link, dir }) => timed(() => mirror(link, dir)),
  usage() {
    const byUdx = streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)
    return processUsage(sockets.reduce((sum, { bytesRead }) => sum + bytesRead, byUdx))
  },

  async close() {
    await peer?.close()
    await profile?.close()
  },
}

answerCalls(calls)
