/// <reference types="@comice/holepunch-types" />
/** A whole node, local API included, as a process that can be asked how much memory it takes. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Host, startHost } from '@comice/host'
import { answerCalls, cpuMs, processUsage, untilQuiet } from '../harness/answer-calls.ts'
import type { OpenInput, PeerCalls, RoomCalls } from '../harness/peer-calls.ts'

const POLL_MS = 20

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
  /** The node opens its rooms by itself. */
  async reopen() {
    while ((await services().rooms.list()).some(({ isOpen }) => !isOpen)) await pause(POLL_MS)
  },
  cpu: () => Promise.resolve(cpuMs()),
  quiet: () => untilQuiet(),
  usage: () => processUsage(0),
  async close() {
    await host?.stop('the measurement is over')
  },
}

answerCalls(calls)
