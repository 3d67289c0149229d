/// <reference types="@comice/holepunch-types" />
/** Who mirrors a folder into a drive, or a drive into a folder, as a process that the driver asks things of. */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { countBuffersAsHeap, createPeer, type Peer } from '@comice/core'
import { createDrives, type Drives } from '@comice/drives'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type AnyCalls, type OpenInput, type Timed } from '../harness/peer-calls.ts'

const FETCH_TIMEOUT_MS = 120_000

let profile: Profile | null = null
let peer: Peer | null = null
let drives: Drives | null = null
/** The version that the folder has. */
let mirrored: number | null = null
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

/** The version of the drive that it read, if it read one. */
async function mirror(source: string, target: string): Promise<number | null> {
  const { refusedCount, sourceVersion } = await opened().mirror({
    source,
    target,
    deletes: true,
    timeoutMs: FETCH_TIMEOUT_MS,
  })
  if (refusedCount > 0) throw new Error(`${refusedCount} entries were refused`)
  return sourceVersion
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

  fetchApp: ({ link, dir }) =>
    timed(async () => {
      mirrored = await mirror(link, dir)
    }),

  updateApp: ({ link, dir, isNewer = false }) =>
    timed(async () => {
      const before = mirrored
      do mirrored = await mirror(link, dir)
      while (isNewer && mirrored === before)
    }),

  usage() {
    const byUdx = streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)
    return processUsage(sockets.reduce((sum, { bytesRead }) => sum + bytesRead, byUdx))
  },

  async close() {
    await peer?.close()
    await profile?.close()
  },
}

// As a user's node does.
countBuffersAsHeap()
answerCalls(calls)
