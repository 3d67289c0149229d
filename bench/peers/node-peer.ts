/// <reference types="@comice/holepunch-types" />
/** A whole node, local API included, as a process that can be asked how much memory it takes. */
import { createLocalClient } from '@comice/client/node'
import { type Host, startHost } from '@comice/host'
import { answerCalls, cpuMs, processUsage, untilQuiet } from '../harness/answer-calls.ts'
import type { OpenInput, PeerCalls, RoomCalls } from '../harness/peer-calls.ts'

let host: Host | null = null

function services() {
  if (host === null) throw new Error('not open')
  return host.services
}

const calls: Partial<PeerCalls & RoomCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    const network = bootstrap === null ? { local: false, public: false } : { bootstrap: [...bootstrap] }
    host = await startHost({ dir, network, idleMs: 0 })
  },
  async create({ name }) {
    await services().rooms.create({ name, nickname: 'alice' })
  },
  /** Those that the node knew when it stopped sleep. */
  async reopen() {
    await services().rooms.wakeAll()
  },
  async shown({ count }) {
    if (host === null) throw new Error('not open')
    await using client = createLocalClient(host.address)
    const { length } = await client.api.rooms.list.query()
    if (length !== count) throw new Error(`${length} rooms`)
  },
  cpu: () => Promise.resolve(cpuMs()),
  quiet: () => untilQuiet(),
  usage: () => processUsage(0),
  async close() {
    await host?.stop('the measurement is over')
  },
}

answerCalls(calls)
