/// <reference types="@comice/holepunch-types" />
/** The same on the bare stack: Corestore and a stream over hyperswarm, as a process that the driver asks things of. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { momentNow, type AnyCalls, type OpenInput } from '../harness/peer-calls.ts'

const CHUNK_BYTES = 64 * 1024

let store: Corestore | null = null
let swarm: Hyperswarm | null = null
/** Of the raw streams, which the driver asks for by a topic of its own: the connection carries nothing else. */
let isRaw = false
let connection: NoiseSecretStream | null = null

function opened(): { store: Corestore; swarm: Hyperswarm } {
  if (store === null || swarm === null) throw new Error('not open')
  return { store, swarm }
}

function send(stream: NoiseSecretStream, chunks: number): void {
  const chunk = randomBytes(CHUNK_BYTES)
  let left = chunks
  const fill = () => {
    while (left-- > 0) if (!stream.write(chunk)) return void stream.once('drain', fill)
    stream.end()
  }
  fill()
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    store = new Corestore(path.join(dir, 'store'))
    await store.ready()
    const dht = new HyperDHT({
      bootstrap: [...(bootstrap ?? [])],
      host: '127.0.0.1',
      ephemeral: true,
      firewalled: false,
      port: [0, 0],
    })
    swarm = new Hyperswarm({ dht })
    swarm.on('connection', (stream) => {
      stream.on('error', () => undefined)
      connection = stream
      if (!isRaw) store?.replicate(stream)
      else if (!stream.isInitiator)
        stream.once('data', (asked) => send(stream, Buffer.from(asked).readUInt32LE(0)))
    })
    await swarm.listen()
  },

  async listen({ topic }) {
    isRaw = topic.startsWith('ff')
    await opened().swarm.join(Buffer.from(topic, 'hex'), { server: true, client: false }).flushed()
  },

  async dial({ topic }) {
    isRaw = topic.startsWith('ff')
    const startedAt = momentNow()
    opened().swarm.join(Buffer.from(topic, 'hex'), { server: false, client: true })
    if (connection === null) await once(opened().swarm, 'connection')
    return { startedAt, connectedAt: momentNow() }
  },

  async makeCore({ blocks, blockBytes }) {
    const core = opened().store.get({ name: `core ${momentNow()}` })
    const some = Array.from({ length: 16 }, () => randomBytes(blockBytes))
    for (let at = 0; at < blocks; at += some.length) await core.append(some.slice(0, blocks - at))
    return Buffer.from(core.key ?? []).toString('hex')
  },

  async fetchCore({ key, blocks }) {
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    const core = opened().store.get({ key: Buffer.from(key, 'hex') })
    await core.ready()
    await core.download({ start: 0, end: blocks }).done()
    return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore, path: 'udx' }
  },

  async readBytes({ bytes }) {
    const stream = connection
    if (stream === null) throw new Error('not connected')
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    const asked = Buffer.alloc(4)
    asked.writeUInt32LE(bytes / CHUNK_BYTES)
    let read = 0
    stream.on('data', (chunk) => (read += chunk.byteLength))
    stream.write(asked)
    await new Promise((resolve, reject) => stream.once('end', () => resolve(undefined)).once('error', reject))
    if (read !== bytes) throw new Error(`read ${read} of ${bytes}`)
    return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore, path: 'udx' }
  },

  async cpu() {
    return cpuMs()
  },

  async usage() {
    return processUsage(0)
  },

  async close() {
    await swarm?.destroy()
    await store?.close()
  },
}

answerCalls(calls)
