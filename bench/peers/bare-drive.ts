/// <reference types="@comice/holepunch-types" />
/** What hyperdrive's own examples do: a folder is mirrored into a drive, and from it into a folder elsewhere. */
import { once } from 'node:events'
import path from 'node:path'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperdrive from 'hyperdrive'
import Hyperswarm from 'hyperswarm'
import Localdrive from 'localdrive'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type OpenInput, type AnyCalls, type Timed } from '../harness/peer-calls.ts'

let store: Corestore | null = null
let swarm: Hyperswarm | null = null
let drive: Hyperdrive | null = null
/** Of the drive, when it was mirrored. */
let mirrored = 0
const streams: NoiseSecretStream<UDX.Stream>[] = []

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = cpuMs()
  const startedAt = momentNow()
  await work()
  return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
}

function opened(): Hyperdrive {
  if (drive === null) throw new Error('no drive')
  return drive
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    store = new Corestore(path.join(dir, 'store'))
    await store.ready()
    if (bootstrap === null) return
    const dht = new HyperDHT({
      bootstrap: [...bootstrap],
      host: '127.0.0.1',
      ephemeral: true,
      firewalled: false,
      port: [0, 0],
    })
    swarm = new Hyperswarm({ dht })
    swarm.on('connection', (connection) => {
      streams.push(connection)
      connection.on('error', () => undefined)
      store?.replicate(connection)
    })
    await swarm.listen()
  },

  async makeApp() {
    if (store === null) throw new Error('not open')
    drive = new Hyperdrive(store)
    await drive.ready()
    return `pear://${drive.id ?? ''}`
  },

  async stage({ dir }) {
    return timed(() => new Localdrive(dir).mirror(opened()).done())
  },

  async release() {
    // Mirroring is all there is.
  },

  async seed() {
    const { discoveryKey } = opened()
    if (discoveryKey === null || swarm === null) throw new Error('no network')
    await swarm.join(discoveryKey, { server: true, client: false }).flushed()
  },

  async fetchApp({ link, dir }) {
    return timed(async () => {
      if (store === null || swarm === null) throw new Error('not open')
      drive = new Hyperdrive(store, link.slice('pear://'.length))
      await drive.ready()
      const found = drive.findingPeers()
      swarm.join(drive.discoveryKey as Uint8Array, { server: false, client: true })
      void swarm.flush().then(found, found)
      await drive.update({ wait: true })
      await mirrorTo(drive, dir)
    })
  },

  async updateApp({ dir }) {
    const known = opened()
    return timed(async () => {
      while (known.version === mirrored) await once(known.core, 'append')
      await mirrorTo(known, dir)
    })
  },

  usage: () => processUsage(streams.reduce((sum, { rawStream }) => sum + (rawStream?.bytesReceived ?? 0), 0)),

  async close() {
    await swarm?.destroy()
    await drive?.close()
    await store?.close()
  },
}

async function mirrorTo(from: Hyperdrive, dir: string): Promise<void> {
  mirrored = from.version
  await from.mirror(new Localdrive(dir)).done()
}

answerCalls(calls)
