/// <reference types="@comice/holepunch-types" />
/** What an app does through its broker, done by a program that has the stack itself. */
import path from 'node:path'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import type Hypercore from 'hypercore'
import Hyperswarm from 'hyperswarm'
import { answerCalls, cpuMs } from '../harness/answer-calls.ts'
import { type AnyCalls, type Asking, momentNow, type OpenInput } from '../harness/peer-calls.ts'

let store: Corestore | null = null
let swarm: Hyperswarm | null = null
let core: Hypercore | null = null
const met = Promise.withResolvers<void>()

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
    swarm.on('connection', (connection) => {
      connection.on('error', () => undefined)
      store?.replicate(connection)
      met.resolve()
    })
    await swarm.listen()
  },

  async startApp() {
    // It is this program.
  },

  async tellApp(asking) {
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    const value = await perform(asking)
    return { value, ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
  },

  cpu: async () => cpuMs(),

  async close() {
    await swarm?.destroy()
    await store?.close()
  },
}

async function perform(asking: Asking): Promise<unknown> {
  if (store === null || swarm === null) throw new Error('not open')
  if (asking.action === 'open') {
    core = asking.key === undefined ? store.get({ name: 'bench' }) : store.get({ key: asking.key })
    await core.ready()
    return core.id
  }
  if (asking.action === 'join') {
    const { topic, server } = asking
    await swarm.join(Buffer.from(topic, 'hex'), { server, client: !server }).flushed()
    if (!server) await met.promise
    return null
  }
  if (core === null) throw new Error('no core')
  return work(core, asking)
}

async function work(opened: Hypercore, asking: Exclude<Asking, { action: 'open' | 'join' }>): Promise<null> {
  const { blocks } = asking
  switch (asking.action) {
    case 'fill':
      for (let at = 0; at < blocks; at += 8) await opened.append(eight(asking.bytes))
      return null
    case 'download':
      await opened.download({ start: 0, end: blocks }).done()
      return null
    case 'append':
      for (let at = 0; at < blocks; at++) await opened.append(blockOf(asking.bytes))
      return null
    case 'get':
      for (let at = 0; at < blocks; at++) await opened.get(opened.length - 1 - at)
      return null
    case 'getMany':
      await Promise.all(Array.from({ length: blocks }, (_, at) => opened.get(opened.length - 1 - at)))
      return null
  }
}

function blockOf(bytes: number): Buffer {
  return Buffer.alloc(bytes, 'pear')
}

function eight(bytes: number): Buffer[] {
  return Array.from({ length: 8 }, () => blockOf(bytes))
}

answerCalls(calls)
