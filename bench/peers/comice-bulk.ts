/// <reference types="@comice/holepunch-types" />
/** A peer that moves much at once, as a process that the driver asks things of. */
import { randomBytes } from 'node:crypto'
import { createPeer, type Peer, type PeerConnection } from '@comice/core'
import { openProfile, type Profile } from '@comice/storage'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type AnyCalls, type OpenInput } from '../harness/peer-calls.ts'

const PURPOSE = 'comice/bench'
const CHUNK_BYTES = 64 * 1024

let profile: Profile | null = null
let peer: Peer | null = null

function online(): Peer {
  if (peer === null) throw new Error('not open')
  return peer
}

async function connected(): Promise<PeerConnection> {
  const { network } = online()
  const [known] = network.connections.values()
  return known ?? new Promise((resolve) => network.once('connection', resolve))
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap, fastPaths = true }: OpenInput) {
    profile = await openProfile({ dir })
    peer = await createPeer({ profile, network: { bootstrap: bootstrap ?? [], fastPaths } })
    peer.acquaintances.vouch(() => true)
    peer.network.streams.serve(PURPOSE, {
      accepts: () => true,
      onstream: ({ bytes, data }) => {
        const chunk = randomBytes(CHUNK_BYTES)
        let left = Buffer.from(data).readUInt32LE(0)
        const fill = () => {
          while (left-- > 0) if (!bytes.write(chunk)) return void bytes.once('drain', fill)
          bytes.end()
        }
        fill()
      },
    })
  },

  async listen({ topic }) {
    await online().network.join(Buffer.from(topic, 'hex'), { server: true, client: false }).flushed()
  },

  async dial({ topic }) {
    const startedAt = momentNow()
    online().network.join(Buffer.from(topic, 'hex'), { server: false, client: true })
    await connected()
    return { startedAt, connectedAt: momentNow() }
  },

  async makeCore({ blocks, blockBytes }) {
    const core = online().store.get({ name: `core ${momentNow()}` })
    const some = Array.from({ length: 16 }, () => randomBytes(blockBytes))
    for (let at = 0; at < blocks; at += some.length) await core.append(some.slice(0, blocks - at))
    return Buffer.from(core.key ?? []).toString('hex')
  },

  async fetchCore({ key, blocks }) {
    const { store, network } = online()
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    const core = store.get({ key: Buffer.from(key, 'hex') })
    await core.ready()
    await core.download({ start: 0, end: blocks }).done()
    const ms = momentNow() - startedAt
    return { ms, cpuMs: cpuMs() - cpuBefore, path: network.status().connections[0]?.path ?? 'none' }
  },

  async readBytes({ bytes }) {
    const connection = await connected()
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    const data = Buffer.alloc(4)
    data.writeUInt32LE(bytes / CHUNK_BYTES)
    const opened = await online().network.streams.open(connection, {
      purpose: PURPOSE,
      data,
      bulk: true,
      alone: true,
    })
    if (!opened.ok) throw new Error(opened.code)
    const { bytes: duplex, via } = opened.value
    let read = 0
    duplex.on('data', (chunk: Uint8Array) => (read += chunk.byteLength))
    await new Promise((resolve, reject) => duplex.once('end', resolve).once('error', reject))
    if (read !== bytes) throw new Error(`read ${read} of ${bytes}`)
    duplex.end()
    return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore, path: via }
  },

  async cpu() {
    return cpuMs()
  },

  async usage() {
    return processUsage(0)
  },

  async close() {
    await peer?.close()
    await profile?.close()
  },
}

answerCalls(calls)
